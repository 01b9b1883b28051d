/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.Position;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Writes groups to runs and reads them back. Not thread-safe.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
final class RunStore<K, V> {
  /** How many runs that were merged equally often become one. */
  private static final int MERGED_TOGETHER = 64;

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
    if (table.size() == 0) {
      return;
    }
    RunWriter<V> writer = newWriter();
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
        writer.begin(hash, codecs.encodedKey(table.key(entry)));
        table.values(entry).forEach(writer::value);
        writer.end();
      }
      from = end;
    }
    runs.add(writer.finish(0));
    mergeSome(runs);
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
  private void mergeSome(List<SortedRun> runs) {
    int from = runs.size() - MERGED_TOGETHER;
    if (from < 0 || runs.get(from).merges() != runs.get(runs.size() - 1).merges()) {
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
    mergeSome(runs);
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

  /**
   * Writes the groups of {@code runs}, which are of one namespace, and drops nothing.
   *
   * @param keys codes keys as these runs do
   * @param namespace how the keys of entries begin
   */
  void capture(List<SortedRun> runs, EntryKeys keys, byte[] namespace, EntryWriter out) {
    RunMerge merge = new RunMerge(runs);
    for (List<RunCursor> same = merge.next(); !same.isEmpty(); same = merge.next()) {
      stop.throwIfStopped();
      RunCursor first = same.get(0);
      out.begin(Keyer.group(first.hash()), keys.prefix(namespace, first.key()));
      out.beginSequence(0);
      same.forEach(part -> part.takeChunks(out));
      out.endSequence();
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
