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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

  /** Those that are in a store, null if all stay on the heap. */
  final @Nullable ColdCells<H> cold;

  /** Ends long loops over what is in the table. */
  final StopSignal stop;

  private @Nullable CellChanges<H> changes;

  HeapTable(CellKind<H> kind, RowTable rows, StopSignal stop, StateId id, EntryKeys keys) {
    this.kind = kind;
    this.rows = rows;
    this.stop = stop;
    int index = rows.addTable();
    ColdTier tier = rows.tier();
    this.cold = tier == null ? null : new ColdCells<>(this, kind, rows, tier, index, id, keys);
  }

  /** What hears of changes; null where nothing is tracked. */
  @Nullable CellChanges<H> changes() {
    return cold != null && cold.isLoading() ? null : changes;
  }

  /** To be called before {@code cell} is read. */
  void thaw(HeapCell<H> cell) {
    if (changes != null) {
      cell.read(changes.log);
    }
  }

  @Override
  public H cell(Key key, Namespace namespace) {
    if (cold != null) {
      cold.makeRoom();
    }
    Row row = rows.row(key, namespace);
    H cell = cold == null ? row.cell(this) : cold.find(row);
    return cell == null ? kind.newCell(this, row) : cell;
  }

  @Override
  public @Nullable H existing(Key key, Namespace namespace) {
    if (cold != null) {
      cold.makeRoom();
      return cold.find(rows.row(key, namespace));
    }
    Row row = rows.existing(key, namespace);
    return row == null ? null : row.cell(this);
  }

  /** The cell that holds something for the key and namespace of {@code row}, or null. */
  @Nullable H existing(Row row) {
    if (cold != null) {
      return cold.find(row.isPresent() ? row : rows.row(row.key, row.bucket.namespace));
    }
    Row present = row.isPresent() ? row : rows.existing(row.key, row.bucket.namespace);
    return present == null ? null : present.cell(this);
  }

  @Override
  public List<Key> keys(Namespace namespace) {
    List<Key> keys = new ArrayList<>();
    for (H cell : cells(namespace)) {
      keys.add(cell.key());
    }
    if (cold != null) {
      cold.forEachKey(namespace, keys::add);
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
    if (cold != null) {
      drain(cold, namespace, consumer);
      return;
    }
    Bucket bucket = rows.bucket(namespace);
    if (bucket != null) {
      forEachCell(bucket, cell -> consumer.accept(cell.key(), cell));
      clear(namespace);
    }
  }

  // Rows may come and go meanwhile, as the consumer may use other tables. What leaves before its
  // turn comes is found in the store.
  private void drain(ColdCells<H> cold, Namespace namespace, BiConsumer<Key, H> consumer) {
    BitSet groups = new BitSet();
    for (H cell : cells(namespace)) {
      if (!cell.isVacant()) {
        consumer.accept(cell.key(), cell);
        detachDrained(cell, groups);
      }
    }
    cold.forEachKey(
        namespace,
        key -> {
          H cell = existing(key, namespace);
          if (cell != null) {
            consumer.accept(key, cell);
            cell.current().willBeCleared();
            detachDrained(cell, groups);
          }
        });
    if (cold.clear(namespace)) {
      groups.or(cold.groups());
    }
    if (changes != null) {
      changes.removed(namespace, groups);
    }
  }

  private void detachDrained(H drained, BitSet groups) {
    H cell = drained.current();
    if (!cell.isVacant() && cell.detachSilently()) {
      groups.set(cell.key().group());
    }
  }

  @Override
  public void clear(Namespace namespace) {
    Bucket bucket = rows.bucket(namespace);
    if (cold != null) {
      if (cold.clear(namespace) && changes != null) {
        changes.removed(namespace, cold.groups());
      }
      if (bucket != null) {
        forEachCell(bucket, HeapCell::willBeCleared);
      }
    }
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
    return size[0] + (cold == null ? 0 : cold.size());
  }

  /** How many namespaces have a cell that holds something. */
  int namespaces() {
    Set<Namespace> namespaces = cold == null ? new HashSet<>() : cold.namespaces();
    rows.forEach(bucket -> forEachCell(bucket, cell -> namespaces.add(bucket.namespace)));
    return namespaces.size();
  }
}
