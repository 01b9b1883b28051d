/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import java.util.List;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The contents of a view in one window as of one pane, and the value made of them at the first
 * reading.
 *
 * <p>Threading: safe for use by all threads. The value is made at most once, under the lock of
 * {@code this}.
 */
final class Pane {
  /** The index of a pane of no elements, which stands in where none was published. */
  static final long NONE = -1;

  private final long index;
  private @Nullable List<?> contents;
  private volatile @Nullable Made made;

  Pane(long index, List<?> contents) {
    this.index = index;
    this.contents = contents;
  }

  private record Made(@Nullable Object value) {}

  /** Whether this pane replaces {@code other}. */
  boolean replaces(@Nullable Pane other) {
    return other == null || index >= other.index;
  }

  /** The value, made by {@code view} of the contents if that has not been done. */
  @Nullable Object value(Function<List<?>, @Nullable Object> view) {
    Made before = made;
    return before != null ? before.value : make(view);
  }

  private synchronized @Nullable Object make(Function<List<?>, @Nullable Object> view) {
    if (made == null) {
      made = new Made(view.apply(contents));
      // The value keeps what it needs of them.
      contents = null;
    }
    return made.value;
  }
}
