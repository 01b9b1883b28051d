/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.execution.harness.Conditions;
import dev.millrace.execution.stage.grouping.RandomSchedule.Event;
import dev.millrace.translation.graph.GroupingPath;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.apache.beam.sdk.values.WindowingStrategy.AccumulationMode;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Every special way of grouping must do as the general one does on whatever comes: the same panes
 * and the same watermark after every step, as many dropped, in long and in short bundles.
 *
 * <p>{@code -Dgrouping.seeds} says how many schedules each way is compared on, {@code
 * -Dgrouping.from} from which one on.
 */
class GroupingPathsTest {
  private static final int SEEDS = Integer.getInteger("grouping.seeds", 300);
  private static final int FROM = Integer.getInteger("grouping.from", 0);

  // Threads cost more than all else: one schedule in so many runs on them, and has the general path
  // compared with itself.
  private static final int THOROUGH = Integer.getInteger("grouping.thorough", 8);

  @Test
  void windowTablesDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.WINDOW_TABLE);
  }

  @Test
  void windowSlicesDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.SLICES);
  }

  @Test
  void sessionListsDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.SESSIONS);
  }

  @Test
  void mergedWindowsDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.MERGED_WINDOWS);
  }

  @Test
  void triggeredTablesDoAsTheGeneralPathDoes() throws Exception {
    compare(GroupingPath.PANE_TABLE);
  }

  @Test
  void aTimerOfAnEarlierPaneMayFireALaterOne() throws Exception {
    Trigger trigger =
        Repeatedly.forever(
            AfterFirst.of(
                AfterPane.elementCountAtLeast(3),
                AfterProcessingTime.pastFirstElementInPane().plusDelayOf(Duration.millis(4))));
    WindowingStrategy<?, ?> windowing =
        WindowingStrategy.of(SlidingWindows.of(Duration.millis(12)).every(Duration.millis(3)))
            .withTrigger(trigger)
            .withMode(AccumulationMode.ACCUMULATING_FIRED_PANES)
            .withTimestampCombiner(TimestampCombiner.EARLIEST)
            .withAllowedLateness(Duration.millis(6));
    List<Event> events =
        List.of(
            new Event.Element(1, "k", 9, false),
            new Event.Element(2, "k", 1, false),
            new Event.Clock(1),
            new Event.Element(3, "k", 9, false),
            new Event.Watermark(12),
            new Event.Element(4, "k", 8, false),
            new Event.Clock(5));

    assertNull(
        difference(
            GroupingPath.PANE_TABLE,
            new RandomSchedule(windowing, Groupings.VALUES, events),
            false));
  }

  private static void compare(GroupingPath path) throws Exception {
    for (int seed = FROM; seed < FROM + SEEDS; seed++) {
      boolean thorough = seed % THOROUGH == 0;
      RandomSchedule schedule = RandomSchedule.of(path, new Random(seed));
      if (difference(path, schedule, thorough) != null) {
        RandomSchedule smallest = shrunk(path, schedule, thorough);
        fail(
            "Schedule %d on %s: %s%nOf %s"
                .formatted(seed, path, difference(path, smallest, thorough), smallest));
      }
    }
  }

  private static RandomSchedule shrunk(GroupingPath path, RandomSchedule schedule, boolean thorough)
      throws Exception {
    RandomSchedule smallest = schedule;
    for (int event = 0; event < smallest.events().size(); event++) {
      RandomSchedule smaller = smallest.without(event);
      if (difference(path, smaller, thorough) != null) {
        smallest = smaller;
        event = -1;
      }
    }
    return smallest;
  }

  private static @Nullable String difference(
      GroupingPath path, RandomSchedule schedule, boolean thorough) throws Exception {
    List<Object> expected = schedule.script(GroupingPath.GENERAL).marks(Conditions.ONE_BY_ONE);
    for (Conditions conditions : Conditions.values()) {
      if (!applies(conditions, schedule, thorough)) {
        continue;
      }
      String difference = difference(path, schedule, conditions, expected);
      if (difference == null && thorough) {
        difference = difference(GroupingPath.GENERAL, schedule, conditions, expected);
      }
      if (difference != null) {
        return difference;
      }
    }
    return null;
  }

  private static @Nullable String difference(
      GroupingPath path, RandomSchedule schedule, Conditions conditions, List<Object> expected)
      throws Exception {
    List<Object> actual = schedule.script(path).marks(conditions);
    return actual.equals(expected)
        ? null
        : "%s, %s: expected%n%s but was%n%s".formatted(conditions, path, expected, actual);
  }

  private static boolean applies(Conditions conditions, RandomSchedule schedule, boolean thorough) {
    return switch (conditions) {
      case ONE_BY_ONE, WITH_COLD_STATE, RESTORED, RESCALED -> true;
      case IN_BULK -> schedule.isBlindToBundles();
      case WITH_FULL_OUTPUT -> thorough && schedule.isBlindToBundles();
    };
  }
}
