/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.Position;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/**
 * Writes groups to runs and reads them back. Not thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class RunStore<K, V> {
  /** How many runs that were merged equally often become one. */
  private static final int MERGED_TOGETHER = 64;

  /** Says that all runs may be merged with each other. */
  static final int ALL_ALIKE = Integer.MAX_VALUE;

  private static final long LEAST_SMALL = 64 * 1024;
  private static final long MOST_SMALL = 1024 * 1024;

  private final Codecs<K, V> codecs;
  private final StopSignal stop;
  private final RunFiles files;

  // Groups of up to so many bytes are read at once: to find the parts of a group again costs more
  // than to read them, as they are within large blocks.
  private final long small;

  RunStore(Codecs<K, V> codecs, Spilling spilling) {
    this.codecs = codecs;
    this.stop = spilling.stop();
    this.files = new RunFiles(codecs.transform(), spilling);
    this.small = Math.max(LEAST_SMALL, Math.min(MOST_SMALL, spilling.memory().limit() / 256));
  }

  /** Writes {@code table}, if there is anything in it, and adds the run to {@code runs}. */
  void write(GroupTable<V> table, List<SortedRun> runs) {
    write(table, table::values, runs, ALL_ALIKE);
  }

  /**
   * Writes a part of {@code table}, if there is anything in it, and adds the run to {@code runs}.
   *
   * @param part tells the values of an entry that are to be written, which may be none
   * @param alike how many of the first runs are not to be merged with any others
   * @return whether there was anything
   */
  boolean write(GroupTable<V> table, IntFunction<List<V>> part, List<SortedRun> runs, int alike) {
    RunWriter<V> writer = null;
    long[] slots = table.slotsByHash();
    int from = 0;
    while (from < slots.length) {
      int hash = GroupTable.hash(slots[from]);
      int end = from + 1;
      while (end < slots.length && GroupTable.hash(slots[end]) == hash) {
        end++;
      }
      if (end - from > 1) {
        sortByKey(table, slots, from, end);
      }
      for (int i = from; i < end; i++) {
        int entry = GroupTable.entry(slots[i]);
        List<V> values = part.apply(entry);
        if (!values.isEmpty()) {
          writer = writer == null ? newWriter() : writer;
          writer.begin(hash, codecs.encodedKey(table.key(entry)));
          values.forEach(writer::value);
          writer.end();
        }
      }
      from = end;
    }
    if (writer == null) {
      return false;
    }
    runs.add(writer.finish(0));
    mergeSome(runs, alike);
    return true;
  }

  private RunWriter<V> newWriter() {
    return new RunWriter<>(codecs, files.forRun(), stop);
  }

  private void sortByKey(GroupTable<?> table, long[] slots, int from, int end) {
    Map<Long, byte[]> keys = new HashMap<>();
    for (int i = from; i < end; i++) {
      keys.put(slots[i], codecs.encodedKey(table.key(GroupTable.entry(slots[i]))));
    }
    List<Long> sorted = new ArrayList<>(keys.keySet());
    sorted.sort(Comparator.comparing(keys::get, Arrays::compareUnsigned));
    for (int i = from; i < end; i++) {
      slots[i] = sorted.get(i - from);
    }
  }

  // Every run costs two buffers when all are merged in the end, so that there must not be too many;
  // neighbours are merged, as that keeps the order of values.
  private void mergeSome(List<SortedRun> runs, int alike) {
    int from = runs.size() - MERGED_TOGETHER;
    if (from < 0 || (from < alike && alike < runs.size())) {
      return;
    }
    if (runs.get(from).merges() != runs.get(runs.size() - 1).merges()) {
      return;
    }
    List<SortedRun> few = runs.subList(from, runs.size());
    int merges = few.get(0).merges() + 1;
    RunWriter<V> writer = newWriter();
    RunMerge merge = new RunMerge(few);
    for (List<RunCursor> same = merge.next(); !same.isEmpty(); same = merge.next()) {
      writer.begin(same.get(0).hash(), same.get(0).key());
      same.forEach(writer::values);
      writer.end();
    }
    SortedRun merged = writer.finish(merges);
    drop(few);
    few.clear();
    runs.add(merged);
    mergeSome(runs, alike);
  }

  /** Hands out the groups of {@code runs}, and drops them. */
  void drain(List<SortedRun> runs, BiConsumer<? super K, Iterable<V>> consumer) {
    gather(runs, consumer);
    drop(runs);
  }

  /** Hands out the groups of {@code runs}, which may be of several namespaces. */
  void gather(List<SortedRun> runs, BiConsumer<? super K, Iterable<V>> consumer) {
    RunMerge merge = new RunMerge(runs);
    for (List<RunCursor> same = merge.next(); !same.isEmpty(); same = merge.next()) {
      stop.throwIfStopped();
      K key = codecs.key(same.get(0).key());
      consumer.accept(key, isSmall(same) ? ReadValues.of(same, codecs, stop) : lend(same));
    }
  }

  private boolean isSmall(List<RunCursor> group) {
    long bytes = 0;
    for (RunCursor part : group) {
      bytes += part.atLastChunk() ? part.chunkLength() : small + 1;
    }
    return bytes <= small;
  }

  private Iterable<V> lend(List<RunCursor> group) {
    List<Position> parts = group.stream().map(RunCursor::values).toList();
    parts.forEach(part -> files.lend(part.file()));
    return new SpilledValues<>(codecs, parts, stop);
  }

  /** Drops {@code runs}. */
  void drop(List<SortedRun> runs) {
    runs.forEach(files::drop);
  }

  /** Lets go of all files. */
  void close() {
    files.close();
  }
}
