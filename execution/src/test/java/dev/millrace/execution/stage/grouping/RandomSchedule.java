/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static dev.millrace.execution.harness.Elements.in;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.FiringRule;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** What happens to a grouping, at random: elements, late ones too, watermarks, processing time. */
record RandomSchedule(
    WindowingStrategy<?, ?> windowing, Aggregation aggregation, List<Event> events) {
  private static final int EVENTS = 40;

  /** Something that happens, or a look at what has come of it. */
  sealed interface Event {
    /** An element comes in, be it in one of its windows alone. */
    record Element(int number, String key, long millis, boolean alone) implements Event {}

    /** The input watermark advances. */
    record Watermark(long millis) implements Event {}

    /** The processing time advances. */
    record Clock(long advance) implements Event {}

    /** Panes and output watermark are compared. */
    record Mark() implements Event {}
  }

  /** One of windows that {@code path} serves. */
  static RandomSchedule of(GroupingPath path, Random random) {
    WindowFn<?, ?> fn =
        switch (path) {
          case SESSIONS -> sessions(random);
          case MERGED_WINDOWS -> random.nextInt(3) == 0 ? sessions(random) : new AnchoredWindows();
          case SLICES -> slices(random);
          default -> windows(random);
        };
    WindowingStrategy<?, ?> windowing =
        path == GroupingPath.PANE_TABLE ? RandomTriggers.on(fn, random) : WindowingStrategy.of(fn);
    // In what order a window has the values of those that it was merged from is not promised.
    Aggregation aggregation =
        switch (path) {
          case SESSIONS, MERGED_WINDOWS -> Groupings.SUM;
          case SLICES -> Groupings.VALUES;
          default -> Groupings.any(random);
        };
    return new RandomSchedule(windowing, aggregation, events(random));
  }

  private static WindowFn<?, ?> slices(Random random) {
    long period = 1L + random.nextInt(6);
    return SlidingWindows.of(Duration.millis(period * (2 + random.nextInt(5))))
        .every(Duration.millis(period));
  }

  private static WindowFn<?, ?> sessions(Random random) {
    return Sessions.withGapDuration(Duration.millis(1 + random.nextInt(12)));
  }

  private static WindowFn<?, ?> windows(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> new GlobalWindows();
      case 1, 2 ->
          SlidingWindows.of(Duration.millis(12)).every(Duration.millis(3 + random.nextInt(4)));
      default -> FixedWindows.of(Duration.millis(10));
    };
  }

  private static List<Event> events(Random random) {
    long behind = random.nextBoolean() ? 0 : 1 + random.nextInt(15);
    boolean clock = random.nextBoolean();
    List<Event> events = new ArrayList<>();
    long watermark = 0;
    for (int i = 0; i < EVENTS; i++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          watermark += 1 + random.nextInt(random.nextInt(6) == 0 ? 40 : 8);
          events.add(new Event.Watermark(watermark));
          events.add(new Event.Mark());
        }
        case 2 -> {
          if (clock) {
            events.add(new Event.Clock(1 + random.nextInt(8)));
          }
          events.add(new Event.Mark());
        }
        default -> {
          long millis = watermark - behind + random.nextInt((int) behind + 20);
          events.add(new Event.Element(i, "k" + random.nextInt(3), millis, random.nextInt(8) == 0));
        }
      }
    }
    return events;
  }

  /** The same without one of its events. */
  RandomSchedule without(int event) {
    List<Event> fewer = new ArrayList<>(events);
    fewer.remove(event);
    return new RandomSchedule(windowing, aggregation, fewer);
  }

  /**
   * Whether the length of bundles must not matter. The model has it matter how far the output
   * watermark has come: to an element behind the watermark, which may come too late to tell the
   * timestamp of its pane; and to a pane that fires by processing time behind the end of its
   * window, which is late if the panes before have let the output watermark pass that end.
   */
  boolean isBlindToBundles() {
    if (windowing.needsMerge()) {
      return true;
    }
    boolean atEnd =
        FiringRule.of(windowing.getTrigger()).firesAtEnd()
            && windowing.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW;
    return atEnd || (isTimely() && events.stream().noneMatch(Event.Clock.class::isInstance));
  }

  private boolean isTimely() {
    long watermark = Long.MIN_VALUE;
    for (Event event : events) {
      if (event instanceof Event.Watermark advance) {
        watermark = advance.millis;
      } else if (event instanceof Event.Element element && element.millis < watermark) {
        return false;
      }
    }
    return true;
  }

  /** The case of a grouping to which this happens. */
  OperatorHarness script(GroupingPath path) {
    OperatorHarness harness = Groupings.of(path, aggregation, windowing);
    if (!(windowing.getTrigger() instanceof AfterWatermark.FromEndOfWindow)
        && windowing.getAllowedLateness().getMillis() > 0) {
      harness.mayEmitLate();
    }
    if (windowing.getWindowFn() instanceof SlidingWindows) {
      // Slices have the values of earlier times first, whenever they came.
      harness.groupsInAnyOrder();
    }
    for (Event event : events) {
      if (event instanceof Event.Element element) {
        Object value = Groupings.input(aggregation, element.number);
        harness.elements(in(windows(element), element.millis, KV.of(element.key, value)));
      } else if (event instanceof Event.Watermark advance) {
        harness.watermark(advance.millis);
      } else if (event instanceof Event.Clock clock) {
        harness.processingTime(clock.advance);
      } else {
        harness.mark();
      }
    }
    return harness;
  }

  private List<BoundedWindow> windows(Event.Element element) {
    List<BoundedWindow> all = windows(element.millis);
    return element.alone ? all.subList(0, 1) : all;
  }

  private List<BoundedWindow> windows(long millis) {
    Instant timestamp = new Instant(millis);
    WindowFn<?, ?> fn = windowing.getWindowFn();
    if (fn instanceof FixedWindows fixed) {
      return List.of(fixed.assignWindow(timestamp));
    }
    if (fn instanceof Sessions sessions) {
      return List.of(new IntervalWindow(timestamp, sessions.getGapDuration()));
    }
    if (fn instanceof AnchoredWindows) {
      return List.of(AnchoredWindows.at(timestamp));
    }
    return fn instanceof SlidingWindows sliding
        ? new ArrayList<>(sliding.assignWindows(timestamp))
        : List.of(GlobalWindow.INSTANCE);
  }

  @Override
  public String toString() {
    return windowing
        + "\n"
        + aggregation
        + "\n"
        + events.stream().map(Event::toString).collect(Collectors.joining("\n"));
  }
}
