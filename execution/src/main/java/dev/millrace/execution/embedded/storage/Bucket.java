/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.HashMap;
import java.util.Map;

/**
 * The cells of one namespace of a table.
 *
 * <p>A bucket is in its table from the moment its first cell gets contents until the last one loses
 * them or the namespace is cleared. It never comes back after that: a cell that still refers to it
 * can tell by {@link #isDropped} that whatever the cell holds is void.
 */
final class Bucket<H extends HeapCell<H>> {
  final HeapTable<H> table;
  final Namespace namespace;
  private Map<Key, H> cells;
  private boolean dropped;

  private Bucket(HeapTable<H> table, Namespace namespace, Map<Key, H> cells, boolean dropped) {
    this.table = table;
    this.namespace = namespace;
    this.cells = cells;
    this.dropped = dropped;
  }

  /** A bucket about to be put into {@code table}. */
  static <H extends HeapCell<H>> Bucket<H> fresh(HeapTable<H> table, Namespace namespace) {
    return new Bucket<>(table, namespace, new HashMap<>(), false);
  }

  /** A bucket for empty cells of a namespace that the table has no bucket for. */
  static <H extends HeapCell<H>> Bucket<H> absent(HeapTable<H> table, Namespace namespace) {
    return new Bucket<>(table, namespace, Map.of(), true);
  }

  boolean isDropped() {
    return dropped;
  }

  Map<Key, H> cells() {
    return cells;
  }

  /** Voids all cells. They are not touched: each finds out when it is next used. */
  void drop() {
    dropped = true;
    cells = Map.of();
  }
}
