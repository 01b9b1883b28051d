/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import java.util.ArrayList;
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
  private final CellKind<H> kind;
  private final RowTable rows;

  /** Those that are in a store, null if all stay on the heap. */
  final @Nullable ColdCells<H> cold;

  /** Ends long loops over what is in the table. */
  final StopSignal stop;

  HeapTable(CellKind<H> kind, RowTable rows, StopSignal stop, StateId id, EntryKeys keys) {
    this.kind = kind;
    this.rows = rows;
    this.stop = stop;
    int index = rows.addTable();
    ColdTier tier = rows.tier();
    this.cold = tier == null ? null : new ColdCells<>(this, kind, rows, tier, index, id, keys);
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
    for (H cell : cells(namespace)) {
      if (!cell.isVacant()) {
        consumer.accept(cell.key(), cell);
        cell.clear();
      }
    }
    cold.forEachKey(
        namespace,
        key -> {
          H cell = existing(key, namespace);
          if (cell != null) {
            consumer.accept(key, cell);
            cell.clearHeap();
          }
        });
    clear(namespace);
  }

  @Override
  public void clear(Namespace namespace) {
    Bucket bucket = rows.bucket(namespace);
    if (cold != null) {
      cold.clear(namespace);
      if (bucket != null) {
        forEachCell(bucket, HeapCell::willBeCleared);
      }
    }
    if (bucket == null) {
      return;
    }
    if (rows.hasOneTable() && bucket.timers() == 0) {
      rows.drop(bucket);
    } else {
      forEachCell(bucket, HeapCell::detach);
    }
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

  /** Puts all cells into {@code sink}, as those of the state {@code id}. */
  void capture(StateId id, EntryKeys keys, StateSink sink) {
    EntryWriter out = new EntryWriter(id, sink);
    rows.forEach(
        bucket -> {
          byte[] namespace = keys.prefix(bucket.namespace);
          forEachCell(
              bucket,
              cell -> {
                out.begin(cell.key().group(), keys.prefix(namespace, cell.key()));
                kind.write(cell, out);
              });
        });
    if (cold != null) {
      cold.capture(sink);
    }
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
