/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.NonMergingWindowFn;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class AssignWindowsTest {
  private static final PaneInfo EARLY = PaneInfo.createPane(false, false, Timing.EARLY, 3, -1);

  private static OperatorHarness assigning(WindowFn<?, ?> windowFn) {
    return OperatorHarness.of(
        new OperatorSpec.AssignWindows(
            "Tested", windowFn, OperatorHarness.INPUT, OperatorHarness.OUTPUT));
  }

  @Test
  void anElementGetsTheWindowOfItsTimestamp() throws Exception {
    assigning(FixedWindows.of(Duration.millis(10)))
        .elements(at(3, "a"), in(window(0, 100), 12, "b", EARLY))
        .expect(in(window(0, 10), 3, "a"), in(window(10, 20), 12, "b", EARLY))
        .run();
  }

  @Test
  void anElementMayGetSeveralWindows() throws Exception {
    assigning(SlidingWindows.of(Duration.millis(10)).every(Duration.millis(5)))
        .elements(at(7, "a"))
        .expect(in(List.of(window(5, 15), window(0, 10)), 7, "a"))
        .run();
  }

  @Test
  void anElementMayReturnToTheGlobalWindow() throws Exception {
    assigning(new GlobalWindows())
        .elements(in(window(0, 10), 7, "a"), in(window(0, 10), 7, "b", EARLY))
        .expect(at(7, "a"), in(GlobalWindow.INSTANCE, 7, "b", EARLY))
        .run();
  }

  /** Makes windows twice as long as they were; fails on "bad". */
  private static final class Doubling extends NonMergingWindowFn<Object, IntervalWindow> {
    private static final long serialVersionUID = 1L;

    @Override
    public List<IntervalWindow> assignWindows(AssignContext context) {
      if (context.element().equals("bad")) {
        throw new IllegalStateException("deliberate");
      }
      IntervalWindow before = (IntervalWindow) context.window();
      long length = before.end().getMillis() - before.start().getMillis();
      return List.of(window(before.start().getMillis(), before.end().getMillis() + length));
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the super class
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Doubling;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void aWindowFunctionMayLookAtElementAndWindow() throws Exception {
    assigning(new Doubling())
        .elements(in(window(10, 20), 12, "a"))
        .expect(in(window(10, 30), 12, "a"))
        .run();
  }

  @Test
  void aWindowFunctionThatFailsIsReportedWithItsElement() throws Exception {
    var failure =
        (StageFailure) assigning(new Doubling()).elements(in(window(10, 20), 12, "bad")).fail();

    assertEquals("assigning windows", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
    assertThat(failure.circumstances(), containsString("element bad"));
  }

  @Test
  void anElementInSeveralWindowsIsAssignedOncePerWindow() throws Exception {
    assigning(new Doubling())
        .elements(in(List.of(window(0, 10), window(5, 15)), 7, "a"))
        .expect(in(window(0, 20), 7, "a"), in(window(5, 25), 7, "a"))
        .run();
  }
}
