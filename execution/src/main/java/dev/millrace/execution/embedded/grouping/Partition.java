/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The groups of one namespace.
 *
 * @param <V> the type of the values
 */
final class Partition<V> {
  /** What is in memory. */
  GroupTable<V> table;

  /** About how many bytes {@link #table} takes. */
  long bytes;

  /** What has been spilled, the earliest first. */
  final List<SortedRun> runs = new ArrayList<>(0);

  /** Hears of changes; null where nothing is tracked. */
  @Nullable PartitionChanges<?, V> changes;

  private final StopSignal stop;

  /** No groups yet; {@code stop} ends long loops over them. */
  Partition(StopSignal stop) {
    this.stop = stop;
    emptyTable();
  }

  /** Forgets what is in memory. */
  void emptyTable() {
    table = new GroupTable<>(stop);
    bytes = 0;
    if (changes != null) {
      changes.tableEmptied();
    }
  }
}
