/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.MapCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.state.StateContext;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The active windows of a key, as runners-core keeps them. What it has read it changes as it goes,
 * and writes it only if it has come to something else in the end. So it gets a copy: what is in the
 * cell may leave the heap at any time, and has to be right then.
 */
final class ActiveWindowsView<T> extends ValueView<T> {
  ActiveWindowsView(Table<Cell.Value<T>> table, Target target, Writing<T> writing) {
    super(table, target, writing);
  }

  /** Whether the value of {@code id} is one of runners-core's, of sets of windows by window. */
  static boolean isFor(String id, Coder<?> coder) {
    return id.startsWith(TableStateInternals.SYSTEM)
        && coder instanceof MapCoder<?, ?> map
        && map.getValueCoder() instanceof SetCoder;
  }

  @Override
  ActiveWindowsView<T> at(Target otherTarget, StateContext<?> context) {
    return new ActiveWindowsView<>(table(), otherTarget, writing());
  }

  @Override
  @SuppressWarnings("unchecked") // the coder says what it is
  public @Nullable T read() {
    T windows = super.read();
    return windows == null ? null : (T) copy((Map<Object, Set<Object>>) windows);
  }

  private static Map<Object, Set<Object>> copy(Map<Object, Set<Object>> windows) {
    Map<Object, Set<Object>> copy = new LinkedHashMap<>();
    windows.forEach((window, addresses) -> copy.put(window, new LinkedHashSet<>(addresses)));
    return copy;
  }
}
