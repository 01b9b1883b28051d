/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Active windows that a window function merges, all at once and not after each element: a function
 * looks at all windows of the key whenever it is asked. It is asked when the first of them may have
 * ended, and before that whenever there are twice as many as it left the last time, so that they
 * stay few without its being asked often.
 */
final class MergedWindows extends ActiveWindows {
  private static final int FEW = 16;

  private final WindowFn<?, BoundedWindow> fn;
  private final Map<BoundedWindow, ActiveWindow> groups = new LinkedHashMap<>();

  // Those of groups by their ends; empty if that is not known.
  private final Deque<ActiveWindow> byEnd = new ArrayDeque<>(0);
  private int mergeAt = FEW;
  private boolean unmerged;
  private long firstEnd = Long.MAX_VALUE;

  /** No windows yet; those to come are merged by {@code fn}. */
  MergedWindows(WindowFn<?, BoundedWindow> fn) {
    this.fn = fn;
  }

  @Override
  void add(BoundedWindow window, @Nullable Object value, Accumulation how) throws Exception {
    ActiveWindow group = groups.get(window);
    if (group != null) {
      group.accumulator = how.add(group.accumulator, value);
      return;
    }
    put(new ActiveWindow(window, how.first(value)));
    unmerged = true;
    if (groups.size() >= mergeAt) {
      mergeAll(how);
    }
  }

  private void put(ActiveWindow group) {
    groups.put(group.window, group);
    firstEnd = Math.min(firstEnd, group.end());
    byEnd.clear();
  }

  private void mergeAll(Accumulation how) throws Exception {
    Merges merges = new Merges();
    merges.collect();
    merges.apply(how);
    unmerged = false;
    mergeAt = Math.max(FEW, 2 * groups.size());
  }

  @Override
  void merge(Accumulation how) throws Exception {
    if (unmerged) {
      mergeAll(how);
    }
    if (byEnd.isEmpty()) {
      List<ActiveWindow> sorted = new ArrayList<>(groups.values());
      sorted.sort(Comparator.comparingLong(ActiveWindow::end));
      byEnd.addAll(sorted);
    }
    firstEnd = byEnd.isEmpty() ? Long.MAX_VALUE : byEnd.getFirst().end();
  }

  @Override
  boolean isEmpty() {
    return groups.isEmpty();
  }

  @Override
  long firstEnd() {
    return firstEnd;
  }

  @Override
  BoundedWindow first() {
    return byEnd.getFirst().window;
  }

  @Override
  Object removeFirst() {
    ActiveWindow first = byEnd.removeFirst();
    groups.remove(first.window);
    firstEnd = byEnd.isEmpty() ? Long.MAX_VALUE : byEnd.getFirst().end();
    return first.accumulator;
  }

  private static final class ActiveWindow {
    private final BoundedWindow window;
    private Object accumulator;

    ActiveWindow(BoundedWindow window, Object accumulator) {
      this.window = window;
      this.accumulator = accumulator;
    }

    long end() {
      return window.maxTimestamp().getMillis();
    }
  }

  /** What the function wants merged. The windows stay as they are while it is being asked. */
  private final class Merges {
    private final List<Merge> merges = new ArrayList<>();
    private final Set<BoundedWindow> merged = new HashSet<>();
    private final Set<BoundedWindow> results = new HashSet<>();

    private record Merge(List<BoundedWindow> windows, BoundedWindow result) {}

    void collect() throws Exception {
      collectFrom(fn);
    }

    private <T> void collectFrom(WindowFn<T, BoundedWindow> asked) throws Exception {
      asked.mergeWindows(
          asked.new MergeContext() {
            @Override
            public List<BoundedWindow> windows() {
              return new ArrayList<>(groups.keySet());
            }

            @Override
            public void merge(Collection<BoundedWindow> windows, BoundedWindow result) {
              note(new Merge(new ArrayList<>(new LinkedHashSet<>(windows)), result));
            }
          });
    }

    private void note(Merge merge) {
      for (BoundedWindow window : merge.windows) {
        check(groups.containsKey(window), window, "is none of those that there are");
        check(merged.add(window), window, "has been merged before");
      }
      check(
          merge.windows.contains(merge.result) || !groups.containsKey(merge.result),
          merge.result,
          "is there, and not among those that are merged to it");
      check(results.add(merge.result), merge.result, "is what others are merged to");
      merges.add(merge);
    }

    private void check(boolean holds, BoundedWindow window, String otherwise) {
      if (!holds) {
        throw new IllegalArgumentException(
            fn + " merges windows that it must not: " + window + " " + otherwise);
      }
    }

    void apply(Accumulation how) {
      for (Merge merge : merges) {
        ActiveWindow result = null;
        for (BoundedWindow window : merge.windows) {
          Object accumulator = groups.remove(window).accumulator;
          result = new ActiveWindow(merge.result, merged(result, accumulator, how));
        }
        if (result != null) {
          put(result);
        }
      }
    }

    private Object merged(@Nullable ActiveWindow result, Object accumulator, Accumulation how) {
      return result == null ? accumulator : how.merge(result.accumulator, accumulator);
    }
  }

  /** Codes the active windows of a key. */
  static final class MergedWindowsCoder extends CustomCoder<ActiveWindows> {
    private static final long serialVersionUID = 1L;

    private final WindowFn<?, BoundedWindow> fn;
    private final Coder<BoundedWindow> windows;
    private final Coder<Object> accumulators;

    /** A coder of windows with accumulators that {@code accumulators} codes. */
    MergedWindowsCoder(WindowFn<?, BoundedWindow> fn, Coder<Object> accumulators) {
      this.fn = fn;
      this.windows = fn.windowCoder();
      this.accumulators = accumulators;
    }

    @Override
    public void encode(ActiveWindows active, OutputStream out) throws IOException {
      MergedWindows merged = (MergedWindows) active;
      VarLongCoder.of().encode(merged.timer(), out);
      VarIntCoder.of().encode(merged.groups.size(), out);
      for (ActiveWindow group : merged.groups.values()) {
        windows.encode(group.window, out);
        accumulators.encode(group.accumulator, out);
      }
    }

    @Override
    public ActiveWindows decode(InputStream in) throws IOException {
      MergedWindows merged = new MergedWindows(fn);
      merged.timer(VarLongCoder.of().decode(in));
      merged.unmerged = true;
      int count = VarIntCoder.of().decode(in);
      for (int i = 0; i < count; i++) {
        merged.put(new ActiveWindow(windows.decode(in), accumulators.decode(in)));
      }
      return merged;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof MergedWindowsCoder that
          && fn.equals(that.fn)
          && accumulators.equals(that.accumulators);
    }

    @Override
    public int hashCode() {
      return accumulators.hashCode();
    }
  }
}
