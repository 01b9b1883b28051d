/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.SideInputWatch.Reader;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.sideinput.SideInputStore;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.time.ManualClock;
import dev.millrace.execution.harness.Specs;
import dev.millrace.translation.graph.Stage;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What the log is told of side inputs that do not come. */
class SideInputWatchTest {
  private static final Duration SIZE = Duration.millis(10);

  private final PCollectionView<Iterable<String>> view = Specs.iterableView(FixedWindows.of(SIZE));
  private final SideInputStore store =
      new SideInputStore(new StopSignal(), SideInputStore.Durable.NOT);
  private final TaskSideInputs publisher = store.forTask(List.of(), 0, () -> {});
  private final TaskSideInputs first = store.forTask(List.of(view), 0, () -> {});
  private final TaskSideInputs second = store.forTask(List.of(view), 0, () -> {});
  private final Stage stage =
      new Stage(
          7,
          "stage",
          List.of(
              Specs.of(new Unused(), StringUtf8Coder.of())
                  .named("Enrich")
                  .sideInput("Rates/View", view)
                  .parDo()),
          true);
  private final ManualClock clock = new ManualClock(1_000_000);
  private final List<String> told = new ArrayList<>();
  private final SideInputWatch watch =
      new SideInputWatch(
          () -> List.of(new Reader(stage, 40, first.waits()), new Reader(stage, 2, second.waits())),
          told::add);

  private static final class Unused extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {}
  }

  private static IntervalWindow window(int number) {
    return new IntervalWindow(new Instant(10L * number), SIZE);
  }

  private void lookAfterSeconds(int... seconds) {
    for (int each : seconds) {
      clock.advanceBy(1000L * each);
      watch.look(clock.millis());
    }
  }

  @Test
  void aSideInputThatDoesNotComeIsToldOfWithAllThatMatters() {
    first.await(view, window(0));
    second.await(view, window(0));
    lookAfterSeconds(0, 10, 10);
    assertEquals(List.of(), told);

    lookAfterSeconds(10);

    assertEquals(1, told.size());
    String message = told.get(0);
    assertTrue(
        message.startsWith(
            "Enrich has waited for 30 s for side input Rates/View in window " + window(0) + ". "),
        message);
    assertTrue(message.contains("42 elements wait"), message);
    assertTrue(message.contains("is at min, has passed 1970-01-01T00:00:00.009Z"), message);
  }

  @Test
  void itIsToldOfAgainWheneverTheWaitIsTwiceAsLong() {
    first.await(view, window(0));
    lookAfterSeconds(0, 30, 10, 10);
    first.await(view, window(1));
    lookAfterSeconds(10, 30, 20, 10, 10);

    assertEquals(3, told.size(), told::toString);
    assertTrue(told.get(1).contains("60 s"), told::toString);
    assertTrue(told.get(1).contains("and for 1 other windows of it"), told::toString);
    assertTrue(told.get(2).contains("120 s"), told::toString);
  }

  @Test
  void windowsThatWaitForAShortWhileEachAreNotToldOf() {
    for (int i = 0; i < 20; i++) {
      first.await(view, window(i));
      lookAfterSeconds(10);
      publisher.publish(view, window(i), PaneInfo.ON_TIME_AND_ONLY_FIRING, List.of("x"));
    }
    assertEquals(List.of(), told);
  }

  @Test
  void whatHasComeIsWaitedForNoLongerAndTheNextWaitIsANewOne() {
    first.await(view, window(0));
    lookAfterSeconds(0, 100);
    publisher.publish(view, window(0), PaneInfo.ON_TIME_AND_ONLY_FIRING, List.of("x"));
    first.await(view, window(1));
    lookAfterSeconds(10, 20);
    assertEquals(1, told.size(), told::toString);

    lookAfterSeconds(10);

    assertEquals(2, told.size(), told::toString);
    assertTrue(told.get(1).contains("waited for 30 s"), told::toString);
  }
}
