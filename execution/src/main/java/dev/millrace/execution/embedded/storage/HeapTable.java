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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A table that is namespace-major, so that clearing a namespace is one removal however many keys it
 * has.
 */
final class HeapTable<H extends HeapCell<H>> implements Table<H> {
  private final CellKind<H> kind;

  /** Ends long loops over what is in the table. */
  final StopSignal stop;

  private final Map<Namespace, Bucket<H>> buckets = new HashMap<>();

  // Runs of accesses to the same namespace are the rule: most jobs have one window at a time.
  private @Nullable Bucket<H> latest;

  HeapTable(CellKind<H> kind, StopSignal stop) {
    this.kind = kind;
    this.stop = stop;
  }

  @Override
  public H cell(Key key, Namespace namespace) {
    Bucket<H> bucket = bucket(namespace);
    if (bucket == null) {
      return kind.newCell(Bucket.absent(this, namespace), key);
    }
    H cell = bucket.cells().get(key);
    return cell == null ? kind.newCell(bucket, key) : cell;
  }

  @Override
  public @Nullable H existing(Key key, Namespace namespace) {
    Bucket<H> bucket = bucket(namespace);
    return bucket == null ? null : bucket.cells().get(key);
  }

  @Override
  public Iterable<Key> keys(Namespace namespace) {
    Bucket<H> bucket = bucket(namespace);
    return bucket == null ? List.of() : new ArrayList<>(bucket.cells().keySet());
  }

  @Override
  public void drain(Namespace namespace, BiConsumer<Key, H> consumer) {
    Bucket<H> bucket = bucket(namespace);
    if (bucket != null) {
      bucket
          .cells()
          .forEach(
              (key, cell) -> {
                stop.throwIfStopped();
                consumer.accept(key, cell);
              });
      drop(bucket);
    }
  }

  @Override
  public void clear(Namespace namespace) {
    Bucket<H> bucket = bucket(namespace);
    if (bucket != null) {
      drop(bucket);
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
    for (Bucket<H> bucket : buckets.values()) {
      byte[] namespace = keys.prefix(bucket.namespace);
      for (H cell : bucket.cells().values()) {
        stop.throwIfStopped();
        out.begin(cell.key().group(), keys.prefix(namespace, cell.key()));
        kind.write(cell, out);
      }
    }
  }

  /** How many cells hold something. */
  int size() {
    int size = 0;
    for (Bucket<H> bucket : buckets.values()) {
      size += bucket.cells().size();
    }
    return size;
  }

  /** How many namespaces have a cell that holds something. */
  int namespaces() {
    return buckets.size();
  }

  /** The bucket of {@code namespace}, put into the table if it is not there. */
  Bucket<H> bucketFor(Namespace namespace) {
    Bucket<H> bucket = bucket(namespace);
    if (bucket == null) {
      bucket = Bucket.fresh(this, namespace);
      buckets.put(namespace, bucket);
      latest = bucket;
    }
    return bucket;
  }

  void remove(Key key, Bucket<H> bucket) {
    bucket.cells().remove(key);
    if (bucket.cells().isEmpty()) {
      drop(bucket);
    }
  }

  private @Nullable Bucket<H> bucket(Namespace namespace) {
    Bucket<H> candidate = latest;
    if (candidate != null && candidate.namespace.equals(namespace)) {
      return candidate;
    }
    Bucket<H> bucket = buckets.get(namespace);
    if (bucket != null) {
      latest = bucket;
    }
    return bucket;
  }

  private void drop(Bucket<H> bucket) {
    buckets.remove(bucket.namespace);
    bucket.drop();
    latest = null;
  }
}
