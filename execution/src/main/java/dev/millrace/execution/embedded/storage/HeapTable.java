/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The cells of one state, in the rows of their keys and namespaces. Clearing a namespace is one
 * removal, however many keys it has, unless there is something else in their rows.
 */
final class HeapTable<H extends HeapCell<H>> implements Table<H> {
  final CellKind<H> kind;
  private final RowTable rows;

  /** Ends long loops over what is in the table. */
  final StopSignal stop;

  private @Nullable CellChanges<H> changes;

  HeapTable(CellKind<H> kind, RowTable rows, StopSignal stop) {
    this.kind = kind;
    this.rows = rows;
    this.stop = stop;
    rows.addTable();
  }

  /** What hears of changes; null where nothing is tracked. */
  @Nullable CellChanges<H> changes() {
    return changes;
  }

  /** To be called before {@code cell} is read. */
  void thaw(HeapCell<H> cell) {
    if (changes != null) {
      cell.read(changes.log);
    }
  }

  @Override
  public H cell(Key key, Namespace namespace) {
    Row row = rows.row(key, namespace);
    H cell = row.cell(this);
    return cell == null ? kind.newCell(this, row) : cell;
  }

  @Override
  public @Nullable H existing(Key key, Namespace namespace) {
    Row row = rows.existing(key, namespace);
    return row == null ? null : row.cell(this);
  }

  /** The cell that holds something for the key and namespace of {@code row}, or null. */
  @Nullable H existing(Row row) {
    Row present = row.isPresent() ? row : rows.existing(row.key, row.bucket.namespace);
    return present == null ? null : present.cell(this);
  }

  @Override
  public List<Key> keys(Namespace namespace) {
    List<Key> keys = new ArrayList<>();
    for (H cell : cells(namespace)) {
      keys.add(cell.key());
    }
    return keys;
  }

  // A copy, as whoever is shown a cell may well add to the rows.
  private List<H> cells(Namespace namespace) {
    List<H> cells = new ArrayList<>();
    Bucket bucket = rows.bucket(namespace);
    if (bucket != null) {
      forEachCell(bucket, cells::add);
    }
    return cells;
  }

  private void forEachCell(Bucket bucket, Consumer<H> action) {
    bucket.forEach(
        row -> {
          H cell = row.cell(this);
          if (cell != null) {
            stop.throwIfStopped();
            action.accept(cell);
          }
        });
  }

  @Override
  public void drain(Namespace namespace, BiConsumer<Key, H> consumer) {
    Bucket bucket = rows.bucket(namespace);
    if (bucket != null) {
      forEachCell(bucket, cell -> consumer.accept(cell.key(), cell));
      clear(namespace);
    }
  }

  @Override
  public void clear(Namespace namespace) {
    Bucket bucket = rows.bucket(namespace);
    if (bucket == null) {
      return;
    }
    boolean nothingElse = rows.hasOneTable() && bucket.timers() == 0;
    if (changes != null) {
      changes.removed(namespace, nothingElse ? inCheckpoints(bucket, changes) : detachAll(bucket));
    }
    if (nothingElse) {
      rows.drop(bucket, changes == null ? 1 : changes.log.epoch());
    } else if (changes == null) {
      forEachCell(bucket, HeapCell::detach);
    }
  }

  // What is frozen is in the checkpoint that is under way.
  private BitSet inCheckpoints(Bucket bucket, CellChanges<H> to) {
    BitSet groups = bucket.capturedGroups();
    if (to.log.isCapturing()) {
      forEachCell(
          bucket,
          cell -> {
            if (cell.isToBeCaptured(to.log)) {
              groups.set(cell.key().group());
            }
          });
    }
    return groups;
  }

  private BitSet detachAll(Bucket bucket) {
    BitSet groups = new BitSet();
    forEachCell(
        bucket,
        cell -> {
          thaw(cell);
          if (cell.detachSilently()) {
            groups.set(cell.key().group());
          }
        });
    return groups;
  }

  /** Takes over the cells that {@code from} has of the state {@code id}; the table is empty. */
  void restore(StateId id, EntryKeys keys, RestoredState from) {
    from.forEachKeyed(
        id,
        (group, entryKey, value) -> {
          stop.throwIfStopped();
          EntryInput in = new EntryInput(entryKey);
          Namespace namespace = keys.namespace(in);
          kind.read(cell(keys.key(group, in), namespace), in, value);
        });
  }

  /** Writes down from now on what changes; all that there is is in a checkpoint. */
  void track(ChangeLog log, StateId id, EntryKeys keys) {
    rows.forEach(bucket -> forEachCell(bucket, HeapCell::restored));
    changes = new CellChanges<>(log, id, keys, kind);
  }

  /** How many cells hold something. */
  int size() {
    int[] size = new int[1];
    rows.forEach(bucket -> forEachCell(bucket, cell -> size[0]++));
    return size[0];
  }

  /** How many namespaces have a cell that holds something. */
  int namespaces() {
    int[] namespaces = new int[1];
    rows.forEach(bucket -> namespaces[0] += cells(bucket.namespace).isEmpty() ? 0 : 1);
    return namespaces[0];
  }
}
