/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Longs;
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
  private final boolean keepsContents;
  private @Nullable List<?> contents;
  private byte @Nullable [] captured;
  private volatile @Nullable Made made;

  /**
   * A pane.
   *
   * @param keepsContents whether the contents may be wanted beside the value
   */
  Pane(long index, List<?> contents, boolean keepsContents) {
    this.index = index;
    this.keepsContents = keepsContents;
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
      if (!keepsContents) {
        contents = null;
      }
    }
    return made.value;
  }

  /** The pane as bytes: its index, and what {@code encoder} makes of the contents. */
  @SuppressWarnings("unchecked") // the encoder is for the contents of this view
  synchronized byte[] captured(Function<List<Object>, byte[]> encoder) {
    if (captured == null) {
      captured = Bytes.concat(Longs.toByteArray(index), encoder.apply((List<Object>) contents));
    }
    return captured;
  }
}
