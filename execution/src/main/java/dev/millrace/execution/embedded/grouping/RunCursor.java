/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.grouping.spill.BlockReader;
import dev.millrace.execution.embedded.grouping.spill.Position;
import dev.millrace.execution.keying.Keyer;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Walks over the entries of a run in their order. Not thread-safe. */
final class RunCursor implements Comparable<RunCursor> {
  private final int number;
  private final BlockReader in;
  private long left;

  private int hash;
  private byte[] key = {};
  private Position values;

  // The chunk at hand: no values if the last one of the entry has been taken.
  private int count;
  private int length;
  private boolean another;

  /**
   * A cursor before the first entry of {@code run}.
   *
   * @param number says which values of a key come first: those of the run of the lower number
   */
  RunCursor(SortedRun run, int number) {
    this.number = number;
    this.in = new BlockReader(run.start());
    this.left = run.entries();
    this.values = run.start();
  }

  /** Goes to the next entry, if there is one. */
  boolean advance() {
    while (hasChunk()) {
      in.skip(length);
      nextChunk();
    }
    if (left == 0) {
      return false;
    }
    left--;
    hash = in.readInt();
    key = new byte[in.readInt()];
    in.readFully(key, 0, key.length);
    values = in.position();
    readChunkHeader();
    return true;
  }

  private void nextChunk() {
    if (another) {
      readChunkHeader();
    } else {
      count = 0;
    }
  }

  private void readChunkHeader() {
    int signed = in.readInt();
    count = Math.abs(signed);
    another = signed < 0;
    length = in.readInt();
  }

  /** The hash of the key. */
  int hash() {
    return hash;
  }

  /** The key group of the key. */
  int group() {
    return Keyer.group(hash);
  }

  /** The encoded form of the key. */
  byte[] key() {
    return key;
  }

  /** Where the first chunk of values is. */
  Position values() {
    return values;
  }

  /** Whether there is a chunk of values that has not been taken. */
  boolean hasChunk() {
    return count > 0;
  }

  /** Whether the chunk at hand is the last. */
  boolean atLastChunk() {
    return !another;
  }

  /** How many values the chunk at hand has. */
  int chunkValues() {
    return count;
  }

  /** How many bytes the chunk at hand has. */
  int chunkLength() {
    return length;
  }

  /** Takes all chunks. */
  void takeChunks(EntryWriter into) {
    while (hasChunk()) {
      into.values(count, length, in);
      nextChunk();
    }
  }

  /** Takes the chunk at hand. */
  void takeChunk(RunChunk into) {
    into.take(in, count, length);
    nextChunk();
  }

  /**
   * Takes the chunk at hand to {@code at} and on.
   *
   * @return where the next value goes
   */
  int takeChunk(Codecs<?, ?> codecs, @Nullable Object[] into, int at) {
    int end = at + count;
    for (int i = at; i < end; i++) {
      into[i] = codecs.decode(in);
    }
    nextChunk();
    return end;
  }

  /** Whether this is at the same key as {@code that}. */
  boolean sameKey(RunCursor that) {
    return hash == that.hash && Arrays.equals(key, that.key);
  }

  @Override
  public int compareTo(RunCursor that) {
    int byHash = Integer.compare(hash, that.hash);
    if (byHash != 0) {
      return byHash;
    }
    int byKey = Arrays.compareUnsigned(key, that.key);
    return byKey != 0 ? byKey : Integer.compare(number, that.number);
  }
}
