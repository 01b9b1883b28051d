/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** Walks over the keys of several runs in their order. Not thread-safe. */
final class RunMerge {
  private final PriorityQueue<RunCursor> ahead = new PriorityQueue<>();
  private final List<RunCursor> current = new ArrayList<>();

  /** A merge of {@code runs}, of which the values of earlier ones come first. */
  RunMerge(List<SortedRun> runs) {
    for (int i = 0; i < runs.size(); i++) {
      current.add(new RunCursor(runs.get(i), i));
    }
  }

  /**
   * Goes to the next key.
   *
   * @return the cursors that are at that key, in the order of their runs; none at the end. What is
   *     left of their values when this is called again is passed over.
   */
  List<RunCursor> next() {
    for (RunCursor cursor : current) {
      if (cursor.advance()) {
        ahead.add(cursor);
      }
    }
    current.clear();
    while (!ahead.isEmpty() && (current.isEmpty() || ahead.peek().sameKey(current.get(0)))) {
      current.add(ahead.poll());
    }
    return current;
  }
}
