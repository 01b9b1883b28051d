/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static dev.millrace.execution.harness.Elements.END_OF_GLOBAL;
import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.onlyPane;
import static dev.millrace.execution.harness.Elements.window;
import static dev.millrace.execution.stage.grouping.Groupings.TENS;
import static dev.millrace.execution.stage.grouping.Groupings.VALUES;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.List;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Grouping of windows that fire once: what all ways of grouping have in common. */
class GroupByKeyTest {
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  private static OperatorHarness grouping(GroupingPath path) {
    return Groupings.of(path, VALUES, WindowingStrategy.of(TENS));
  }

  private static WindowedValue<?> only(IntervalWindow window, String key, Object value) {
    return in(window, window.maxTimestamp().getMillis(), KV.of(key, value), onlyPane());
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void valuesAreGroupedByKeyAndWindow(GroupingPath path) throws Exception {
    grouping(path)
        .elements(
            in(FIRST, 3, "k", "a"),
            in(FIRST, 1, "l", "b"),
            in(SECOND, 12, "k", "c"),
            in(FIRST, 2, "k", "d"))
        .watermark(10)
        .expect(only(FIRST, "k", List.of("a", "d")), only(FIRST, "l", List.of("b")))
        .watermark(20)
        .expect(only(SECOND, "k", List.of("c")))
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void aWindowFiresOnceTheWatermarkIsPastItsEndAndHoldsItThere(GroupingPath path) throws Exception {
    OperatorHarness harness = grouping(path);
    harness
        .elements(in(FIRST, 3, "k", "a"))
        .watermark(5)
        .expectWatermark(5)
        .watermark(9)
        .expect()
        .expectWatermark(9)
        .watermark(30)
        .expect(only(FIRST, "k", List.of("a")))
        .expectWatermark(30)
        .expectValue(Holds.NONE, () -> harness.host().minimumHold())
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "WINDOW_TABLE", "SLICES"})
  void anElementOfSeveralWindowsIsInEachGroup(GroupingPath path) throws Exception {
    WindowingStrategy<?, ?> sliding =
        WindowingStrategy.of(SlidingWindows.of(Duration.millis(10)).every(Duration.millis(5)));
    Groupings.of(path, VALUES, sliding)
        .elements(
            in(List.of(window(0, 10), window(5, 15)), 7, KV.of("k", "a")),
            in(List.of(window(5, 15), window(10, 20)), 12, KV.of("k", "b")))
        .watermark(100)
        .expect(
            only(window(0, 10), "k", List.of("a")),
            only(window(5, 15), "k", List.of("a", "b")),
            only(window(10, 20), "k", List.of("b")))
        .run();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void whatComesAfterItsWindowHasExpiredIsDroppedAndCounted(GroupingPath path) throws Exception {
    grouping(path)
        .elements(in(FIRST, 3, "k", "a"))
        .watermark(9)
        .elements(in(FIRST, 4, "k", "b"))
        .watermark(10)
        .elements(in(FIRST, 5, "k", "late"), in(List.of(FIRST, SECOND), 6, KV.of("k", "half")))
        .watermark(30)
        .expect(only(FIRST, "k", List.of("a", "b")), only(SECOND, "k", List.of("half")))
        .expectDropped(2)
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "WINDOW_TABLE"})
  void theGlobalWindowFiresAtTheEndOfInput(GroupingPath path) throws Exception {
    Groupings.of(path, VALUES, WindowingStrategy.globalDefault())
        .elements(at(3, "k", "a"))
        .watermark(1_000)
        .expect()
        .elements(at(4, "k", "b"))
        .expectAtEnd(
            in(GlobalWindow.INSTANCE, END_OF_GLOBAL, KV.of("k", List.of("a", "b")), onlyPane()))
        .run();
  }

  @ParameterizedTest
  @EnumSource(names = {"GENERAL", "SESSIONS"})
  void sessionsThatOverlapAreOneGroup(GroupingPath path) throws Exception {
    Groupings.of(path, VALUES, WindowingStrategy.of(Sessions.withGapDuration(Duration.millis(5))))
        .elements(in(window(3, 8), 3, "k", "a"), in(window(8, 13), 8, "k", "b"))
        .elements(in(window(20, 25), 20, "k", "c"), in(window(12, 17), 12, "k", "d"))
        .watermark(17)
        .expect(only(window(3, 8), "k", List.of("a")), only(window(8, 17), "k", List.of("b", "d")))
        .elements(in(window(16, 21), 16, "k", "e"))
        .watermark(25)
        .expect(only(window(16, 25), "k", List.of("c", "e")))
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void valuesAreCombined(GroupingPath path) throws Exception {
    Groupings.of(
            path,
            new Aggregation.Combine(Groupings.combine(Sum.ofIntegers())),
            WindowingStrategy.of(TENS))
        .elements(in(FIRST, 3, "k", 1), in(FIRST, 4, "l", 10), in(FIRST, 5, "k", 2))
        .watermark(10)
        .expect(only(FIRST, "k", 3), only(FIRST, "l", 10))
        .inAnyOrder()
        .run();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void accumulatorsAreMerged(GroupingPath path) throws Exception {
    Groupings.of(
            path,
            new Aggregation.MergeAccumulators(Groupings.combine(Sum.ofIntegers())),
            WindowingStrategy.of(TENS))
        .elements(in(FIRST, 3, "k", new int[] {1}), in(FIRST, 5, "k", new int[] {2}))
        .watermark(10)
        .expect(only(FIRST, "k", 3))
        .run();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void instancesShareTheKeys(GroupingPath path) throws Exception {
    OperatorHarness harness = grouping(path).parallelism(3);
    WindowedValue<?>[] expected = new WindowedValue<?>[30];
    for (int i = 0; i < 30; i++) {
      harness.elements(in(FIRST, 1, "k" + i, "a"));
      expected[i] = only(FIRST, "k" + i, List.of("a", "b"));
    }
    for (int i = 0; i < 30; i++) {
      harness.elements(in(FIRST, 2, "k" + i, "b"));
    }
    harness.watermark(10).expect(expected).run();
  }

  /** Fails on 13. */
  private static final class Superstitious extends Combine.BinaryCombineIntegerFn {
    private static final long serialVersionUID = 1L;

    @Override
    public int apply(int left, int right) {
      if (right == 13) {
        throw new IllegalStateException("deliberate");
      }
      return left + right;
    }

    @Override
    public int identity() {
      return 0;
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SLICES")
  void aFailureOfACombineFunctionTellsTheElement(GroupingPath path) throws Exception {
    var failure =
        (StageFailure)
            Groupings.of(
                    path,
                    new Aggregation.Combine(Groupings.combine(new Superstitious())),
                    WindowingStrategy.of(TENS))
                .elements(in(FIRST, 3, "k", 13))
                .fail();

    assertEquals("deliberate", failure.getCause().getMessage());
    assertEquals(
        "in grouping of Tested: element KV{k, 13}, key k, timestamp 1970-01-01T00:00:00.003Z,"
            + " windows [[1970-01-01T00:00:00.000Z..1970-01-01T00:00:00.010Z)], pane"
            + " PaneInfo.NO_FIRING",
        failure.getMessage());
  }
}
