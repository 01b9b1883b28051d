/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.MemoryBudget;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Groups that are in memory within the budget of the job, and else in sorted runs on file.
 *
 * <p>Not thread-safe; the values that are handed out may be read by any thread.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class BudgetedGroups<K, V> implements Groups<K, V> {
  /** What a key takes besides its value: the Key, its entry and its slot. */
  private static final int KEY_OVERHEAD = 64;

  /** What a value takes besides itself, and a number in all: where it is, and a link. */
  private static final int VALUE_OVERHEAD = 12;

  private final Codecs<K, V> codecs;
  private final HeapSizes<Object> keySizes;
  private final HeapSizes<V> valueSizes;
  private final MemoryBudget memory;
  private final StopSignal stop;
  private final RunStore<K, V> store;
  private @Nullable GroupChanges<K, V> changes;
  private final Map<Namespace, Partition<V>> partitions = new HashMap<>();
  private @Nullable Namespace latestNamespace;
  private @Nullable Partition<V> latest;
  private long untold;

  /**
   * No groups yet.
   *
   * @param transform names the transform in errors
   */
  @SuppressWarnings("unchecked") // the keys of a transform are of the type its coder codes
  public BudgetedGroups(
      String transform, Coder<K> keyCoder, Coder<V> valueCoder, Spilling spilling) {
    codecs = new Codecs<>(transform, keyCoder, valueCoder);
    keySizes = new HeapSizes<>((Coder<Object>) keyCoder);
    valueSizes = new HeapSizes<>(valueCoder);
    memory = spilling.memory();
    stop = spilling.stop();
    store = new RunStore<>(codecs, spilling);
  }

  @Override
  public void add(Key key, Namespace namespace, @Nullable V value) {
    Partition<V> partition = partition(namespace);
    if (partition.changes != null) {
      partition.changes.adding();
    }
    long bytes = VALUE_OVERHEAD + (NumberKind.of(value) == null ? valueSizes.of(value) : 0);
    if (partition.table.add(key, value)) {
      bytes += KEY_OVERHEAD + keySizes.of(key.value());
    }
    partition.bytes += bytes;
    untold += bytes;
    if (untold >= memory.step()) {
      tell();
    }
  }

  // Runs of additions to the same namespace are the rule: most jobs have one window at a time.
  private Partition<V> partition(Namespace namespace) {
    if (latest == null || !namespace.equals(latestNamespace)) {
      latest = partitions.computeIfAbsent(namespace, this::newPartition);
      latestNamespace = namespace;
    }
    return latest;
  }

  private Partition<V> newPartition(Namespace namespace) {
    Partition<V> partition = new Partition<>(stop);
    if (changes != null) {
      partition.changes = new PartitionChanges<>(changes, namespace, partition);
    }
    return partition;
  }

  private void tell() {
    boolean exceeded = memory.take(untold);
    untold = 0;
    if (exceeded) {
      spill();
    }
  }

  // The largest first, until half has gone: a few large runs are better than many small ones, but
  // there may be nothing but small windows.
  private void spill() {
    long held = partitions.values().stream().mapToLong(partition -> partition.bytes).sum();
    if (held < memory.smallestSpill()) {
      return;
    }
    List<Partition<V>> largestFirst = new ArrayList<>(partitions.values());
    largestFirst.sort(Comparator.comparingLong(partition -> -partition.bytes));
    long left = held;
    for (Partition<V> partition : largestFirst) {
      if (left <= held / 2) {
        return;
      }
      left -= partition.bytes;
      spill(partition);
    }
  }

  private void spill(Partition<V> partition) {
    if (partition.changes == null) {
      store.write(partition.table, partition.runs);
    } else {
      partition.changes.spill();
    }
    memory.giveBack(partition.bytes);
    partition.emptyTable();
  }

  @Override
  public void drain(Namespace namespace, BiConsumer<? super K, Iterable<V>> consumer) {
    Partition<V> partition = remove(namespace);
    if (partition == null) {
      return;
    }
    if (partition.runs.isEmpty()) {
      drainTable(partition, consumer);
      memory.giveBack(partition.bytes);
    } else {
      partition.changes = null;
      spill(partition);
      store.drain(partition.runs, consumer);
    }
  }

  @SuppressWarnings("unchecked") // the keys of a transform are of the type its coder codes
  private void drainTable(Partition<V> partition, BiConsumer<? super K, Iterable<V>> consumer) {
    partition.table.drain((key, values) -> consumer.accept((K) key.value(), values));
  }

  @Override
  public void gather(List<Namespace> namespaces, BiConsumer<? super K, Iterable<V>> consumer) {
    List<Partition<V>> some =
        namespaces.stream().map(partitions::get).filter(Objects::nonNull).toList();
    for (Partition<V> partition : some) {
      if (partition.changes != null) {
        partition.changes.reading();
      }
    }
    if (some.stream().allMatch(partition -> partition.runs.isEmpty())) {
      gatherTables(some, consumer);
    } else {
      tellRest();
      some.forEach(this::spill);
      store.gather(some.stream().flatMap(partition -> partition.runs.stream()).toList(), consumer);
    }
  }

  @SuppressWarnings("unchecked") // the keys of a transform are of the type its coder codes
  private void gatherTables(List<Partition<V>> some, BiConsumer<? super K, Iterable<V>> consumer) {
    Map<Key, List<List<V>>> gathered = new LinkedHashMap<>();
    for (Partition<V> partition : some) {
      partition.table.forEach(
          (key, values) -> gathered.computeIfAbsent(key, k -> new ArrayList<>()).add(values));
    }
    gathered.forEach(
        (key, parts) -> {
          stop.throwIfStopped();
          consumer.accept((K) key.value(), JoinedValues.of(parts));
        });
  }

  @Override
  public void clear(Namespace namespace) {
    Partition<V> partition = remove(namespace);
    if (partition != null) {
      memory.giveBack(partition.bytes);
      store.drop(partition.runs);
    }
  }

  private @Nullable Partition<V> remove(Namespace namespace) {
    tellRest();
    latest = null;
    Partition<V> removed = partitions.remove(namespace);
    if (removed != null && removed.changes != null) {
      removed.changes.end();
    }
    return removed;
  }

  // What is given back has to have been taken before.
  private void tellRest() {
    memory.take(untold);
    untold = 0;
  }

  /**
   * Takes over the groups that {@code from} has of the state {@code id}, within the budget; there
   * are none yet.
   *
   * @param log hears of all changes from then on; null where nothing is tracked
   */
  public void restore(StateId id, EntryKeys keys, RestoredState from, @Nullable ChangeLog log) {
    EntryCodec<V> valueCodec = new EntryCodec<>(id, codecs.values());
    Map<Namespace, RestoredEntries> restored = new HashMap<>();
    from.forEachKeyed(
        id,
        (group, entryKey, entry) -> {
          EntryInput in = new EntryInput(entryKey);
          Namespace namespace = keys.namespace(in);
          Key key = keys.key(group, in);
          valueCodec.forEach(entry, value -> add(key, namespace, value));
          restored.computeIfAbsent(namespace, absent -> new RestoredEntries()).add(group, in);
          stop.throwIfStopped();
        });
    if (log != null) {
      GroupChanges<K, V> tracking = new GroupChanges<>(log, store, id, keys, valueCodec);
      changes = tracking;
      restored.forEach(
          (namespace, its) -> {
            Partition<V> partition = partition(namespace);
            PartitionChanges<K, V> of = new PartitionChanges<>(tracking, namespace, partition);
            of.restored(its.groups, its.part);
            partition.changes = of;
          });
    }
  }

  /** Where the entries of a namespace are. */
  private static final class RestoredEntries {
    final BitSet groups = new BitSet();
    long part;

    void add(int group, EntryInput rest) {
      groups.set(group);
      long number = rest.available() == 0 ? 0 : rest.readLong();
      part = Math.max(part, GroupChanges.partBehind(number));
    }
  }

  @Override
  public List<Namespace> namespaces() {
    return List.copyOf(partitions.keySet());
  }

  /** How many namespaces have groups. */
  public int countNamespaces() {
    return partitions.size();
  }

  /** Drops everything. Values that have been handed out stay readable. */
  public void close() {
    partitions.values().forEach(partition -> partition.changes = null);
    namespaces().forEach(this::clear);
    store.close();
  }
}
