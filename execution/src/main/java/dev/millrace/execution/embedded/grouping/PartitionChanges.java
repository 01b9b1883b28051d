/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.changes.Tracked;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.BitSet;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What of the groups of one namespace is in checkpoints and what is not. Values are only added, so
 * that what is frozen can stay where it is while others come: only a key that gets another value is
 * captured before that.
 */
final class PartitionChanges<K, V> extends Tracked {
  private final GroupChanges<K, V> changes;
  private final Partition<V> partition;
  private final byte[] prefix;
  private final BitSet groups = new BitSet();
  private EntryChanges entries = new EntryChanges(this::capture);

  // How many of the first runs are in a checkpoint.
  private int capturedRuns;

  // Of what is captured next: it stands behind all that was.
  private long nextPart;

  // Whether what is frozen has been told apart from what came behind the barrier.
  private boolean apart;
  private @Nullable RunMerge frozenRuns;
  private long runsPart;
  private long tablePart;
  private boolean ended;

  PartitionChanges(GroupChanges<K, V> changes, Namespace namespace, Partition<V> partition) {
    this.changes = changes;
    this.partition = partition;
    this.prefix = changes.prefix(namespace);
    partition.table.track(entries);
  }

  /** All that there is is in a checkpoint, in {@code itsGroups}, before {@code part}. */
  void restored(BitSet itsGroups, long part) {
    groups.or(itsGroups);
    nextPart = part;
    capturedRuns = partition.runs.size();
    for (int entry = 0; entry < partition.table.size(); entry++) {
      entries.captured(entry, partition.table.values(entry).size());
    }
  }

  /** A value is going to be added. */
  void adding() {
    if (isFrozen(changes.log)) {
      takeApart();
    }
    changeApart(changes.log);
  }

  /** The values are going to be handed out. */
  void reading() {
    thaw(changes.log);
  }

  private void takeApart() {
    if (apart) {
      return;
    }
    apart = true;
    entries.freeze();
    List<SortedRun> newRuns = partition.runs.subList(capturedRuns, partition.runs.size());
    if (!newRuns.isEmpty()) {
      frozenRuns = new RunMerge(newRuns);
      runsPart = nextPart++;
    }
    tablePart = nextPart++;
  }

  @Override
  protected boolean capture(Slice slice) {
    if (ended) {
      return true;
    }
    takeApart();
    if (captureRuns(slice) && captureEntries(slice)) {
      apart = false;
      return true;
    }
    return false;
  }

  private boolean captureRuns(Slice slice) {
    while (frozenRuns != null) {
      List<RunCursor> same = frozenRuns.next();
      if (same.isEmpty()) {
        frozenRuns = null;
        capturedRuns = partition.runs.size();
      } else {
        groups.set(same.get(0).group());
        changes.capture(prefix, same, runsPart);
      }
      if (slice.step()) {
        return false;
      }
    }
    return true;
  }

  private boolean captureEntries(Slice slice) {
    for (int entry = entries.firstFrozen(); entry >= 0; entry = entries.firstFrozen()) {
      capture(entry);
      if (slice.step()) {
        return false;
      }
    }
    return true;
  }

  private void capture(int entry) {
    Key key = partition.table.key(entry);
    List<V> values = partition.table.values(entry);
    groups.set(key.group());
    changes.capture(prefix, key, tablePart, values, entries.countCaptured(entry));
    entries.captured(entry, values.size());
  }

  /**
   * Writes the table to runs, one of what is in a checkpoint and one of the rest; the table is
   * emptied behind that.
   */
  void spill() {
    thaw(changes.log);
    GroupTable<V> table = partition.table;
    EntryChanges of = entries;
    // What is in a checkpoint of a key is not behind what is not, in runs neither.
    boolean written =
        changes.store.write(
            table,
            entry -> table.values(entry).subList(0, of.countCaptured(entry)),
            partition.runs,
            RunStore.ALL_ALIKE);
    if (written) {
      capturedRuns = partition.runs.size();
    }
    changes.store.write(
        table,
        entry -> {
          List<V> values = table.values(entry);
          return values.subList(of.countCaptured(entry), values.size());
        },
        partition.runs,
        capturedRuns);
  }

  /** The table is a new one. */
  void tableEmptied() {
    entries = new EntryChanges(this::capture);
    partition.table.track(entries);
  }

  /** The groups are dropped. */
  void end() {
    thaw(changes.log);
    ended = true;
    changes.removed(prefix, groups);
  }

  @Override
  protected boolean isVoid() {
    return ended;
  }
}
