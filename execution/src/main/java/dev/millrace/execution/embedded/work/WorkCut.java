/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import dev.millrace.execution.embedded.work.SharedQueue.Item;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a checkpoint has of shared work. The instances pass its barrier one after another: what
 * those take and add that have not passed it counts for the checkpoint, what the others do does
 * not, and what an instance is at when it passes is work to be done again, from where it is.
 *
 * <p>Not thread-safe.
 */
final class WorkCut<T> {
  private final Set<Item<T>> items = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Item<T>> positions = new ArrayList<>();

  /** The first instance passes the barrier, with {@code waiting} in the queue. */
  WorkCut(Iterable<Item<T>> waiting) {
    waiting.forEach(items::add);
  }

  /** An instance that has not passed the barrier has added {@code item}. */
  void added(Item<T> item) {
    items.add(item);
  }

  /** An instance that has not passed the barrier has taken {@code item}. */
  void taken(Item<T> item) {
    items.remove(item);
  }

  /** An instance that passes the barrier is at {@code rest}. */
  void position(Item<T> rest) {
    positions.add(rest);
  }

  /** All that is to be done. */
  Set<Item<T>> all() {
    Set<Item<T>> all = new LinkedHashSet<>(positions);
    all.addAll(items);
    return all;
  }
}
