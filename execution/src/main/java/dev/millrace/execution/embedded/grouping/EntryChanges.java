/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Of the entries of a {@link GroupTable}, how many of the first values of each are in a checkpoint,
 * and which have others.
 */
final class EntryChanges {
  private final IntConsumer capture;
  private int[] captured = {};
  private BitSet changed = new BitSet();
  private @Nullable BitSet frozen;

  /**
   * Of an empty table.
   *
   * @param capture captures an entry that is frozen and is about to change
   */
  EntryChanges(IntConsumer capture) {
    this.capture = capture;
  }

  /** {@code entry} is going to have another value. */
  void change(int entry) {
    if (frozen != null && frozen.get(entry)) {
      capture.accept(entry);
    }
    changed.set(entry);
  }

  /** Freezes what has changed; nothing else is frozen. */
  void freeze() {
    frozen = changed;
    changed = new BitSet();
  }

  /** The first entry that is frozen, or -1. */
  int firstFrozen() {
    return frozen == null ? -1 : frozen.nextSetBit(0);
  }

  /** The first {@code count} values of {@code entry} are in a checkpoint, which were all. */
  void captured(int entry, int count) {
    if (entry >= captured.length) {
      captured = Arrays.copyOf(captured, Math.max(entry + 1, captured.length * 2));
    }
    captured[entry] = count;
    if (frozen != null) {
      frozen.clear(entry);
    }
  }

  /** How many of the first values of {@code entry} are in a checkpoint. */
  int countCaptured(int entry) {
    return entry < captured.length ? captured[entry] : 0;
  }
}
