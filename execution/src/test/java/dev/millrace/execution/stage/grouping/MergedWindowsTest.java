/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.util.CoderUtils;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class MergedWindowsTest {
  private static final Accumulation LISTS =
      Accumulation.of(new Aggregation.Values(StringUtf8Coder.of()), new StopSignal());
  private static final WindowFn<?, BoundedWindow> SESSIONS =
      merging(Sessions.withGapDuration(Duration.millis(10)));

  @SuppressWarnings("unchecked") // it is given its own windows
  private static WindowFn<?, BoundedWindow> merging(WindowFn<?, ?> fn) {
    return (WindowFn<?, BoundedWindow>) fn;
  }

  private static IntervalWindow window(long start, long end) {
    return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end));
  }

  private static List<String> drained(ActiveWindows windows) throws Exception {
    windows.merge(LISTS);
    List<String> drained = new ArrayList<>();
    while (!windows.isEmpty()) {
      IntervalWindow first = (IntervalWindow) windows.first();
      drained.add(first.start().getMillis() + " " + LISTS.result(windows.removeFirst()));
    }
    return drained;
  }

  @Test
  void windowsComeInTheOrderOfTheirEnds() throws Exception {
    MergedWindows windows = new MergedWindows(SESSIONS);
    windows.add(window(50, 60), "c", LISTS);
    windows.add(window(0, 10), "a", LISTS);
    windows.add(window(50, 60), "d", LISTS);
    windows.add(window(5, 15), "b", LISTS);

    assertEquals(9, windows.firstEnd());
    assertEquals(List.of("0 [a, b]", "50 [c, d]"), drained(windows));
  }

  @Test
  void theEndIsThatOfMergedWindowsOnceTheyAreMerged() throws Exception {
    MergedWindows windows = new MergedWindows(SESSIONS);
    windows.add(window(0, 10), "a", LISTS);
    windows.add(window(5, 15), "b", LISTS);

    windows.merge(LISTS);

    assertEquals(14, windows.firstEnd());
  }

  @Test
  void theFunctionIsAskedNowAndThenSoThatWindowsStayFew() throws Exception {
    Asked asked = new Asked(false);
    MergedWindows windows = new MergedWindows(merging(asked));
    for (int i = 0; i < 10_000; i++) {
      windows.add(window(i, i + 10), "a", LISTS);
    }

    assertTrue(asked.most < 32, () -> asked.most + " windows at once");
    assertTrue(asked.times < 2_000, () -> "asked " + asked.times + " times");
  }

  @Test
  void activeWindowsAreCodedMergedOrNot() throws Exception {
    Coder<ActiveWindows> coder = new MergedWindows.MergedWindowsCoder(SESSIONS, LISTS.coder());
    MergedWindows windows = new MergedWindows(SESSIONS);
    windows.timer(7);
    windows.add(window(0, 10), "a", LISTS);
    windows.add(window(30, 40), "b", LISTS);
    windows.merge(LISTS);
    windows.add(window(5, 15), "c", LISTS);

    ActiveWindows copy = CoderUtils.clone(coder, windows);

    assertEquals(7, copy.timer());
    assertEquals(9, copy.firstEnd());
    assertEquals(List.of("0 [a, c]", "30 [b]"), drained(copy));
  }

  @Test
  void mergesOfWindowsThatAreNotThereAreRefused() throws Exception {
    MergedWindows windows = new MergedWindows(merging(new Asked(true)));
    windows.add(window(0, 10), "a", LISTS);

    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> windows.merge(LISTS));

    assertTrue(refused.getMessage().contains("is none of those that there are"));
    assertTrue(refused.getMessage().contains(window(100, 110).toString()));
  }

  /** Merges all windows, and on demand one that it has never seen. */
  private static final class Asked extends WindowFn<Object, IntervalWindow> {
    private static final long serialVersionUID = 1L;

    private final boolean invents;
    private int times;
    private int most;

    Asked(boolean invents) {
      this.invents = invents;
    }

    @Override
    public void mergeWindows(MergeContext context) throws Exception {
      List<IntervalWindow> all = new ArrayList<>(context.windows());
      times++;
      most = Math.max(most, all.size());
      IntervalWindow whole = all.stream().reduce(all.get(0), IntervalWindow::span);
      if (invents) {
        all.add(window(100, 110));
      }
      context.merge(all, whole);
    }

    @Override
    public List<IntervalWindow> assignWindows(AssignContext context) {
      return List.of(new IntervalWindow(context.timestamp(), Duration.millis(10)));
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in the super class
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Asked;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("These windows are no side input's");
    }
  }
}
