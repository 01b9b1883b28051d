/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.BlockWriter;
import dev.millrace.execution.embedded.grouping.spill.Position;
import dev.millrace.execution.embedded.grouping.spill.SpillFile;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Writes a run: {@link #begin}, values and {@link #end} for every key, in order; {@link #finish}.
 * Not thread-safe.
 *
 * @param <V> the type of the values
 */
final class RunWriter<V> {
  private final Codecs<?, V> codecs;
  private final Position start;
  private final BlockWriter out;
  private final RunChunk chunk = new RunChunk();
  private long entries;

  RunWriter(Codecs<?, V> codecs, SpillFile file, StopSignal stop) {
    this.codecs = codecs;
    this.start = Position.endOf(file);
    this.out = new BlockWriter(file, stop);
  }

  /** Begins with a key. */
  void begin(int hash, byte[] key) {
    out.writeInt(hash);
    out.writeInt(key.length);
    out.write(key, 0, key.length);
    entries++;
  }

  /** Adds a value to the key. */
  void value(@Nullable V value) {
    makeRoom();
    codecs.encode(value, chunk);
    chunk.valueWritten();
  }

  /** Adds all values that {@code from} is at to the key. */
  void values(RunCursor from) {
    do {
      makeRoom();
      from.takeChunk(chunk);
    } while (from.hasChunk());
  }

  private void makeRoom() {
    if (chunk.isFull()) {
      flushChunk(true);
    }
  }

  /** Ends with a key, which has at least one value. */
  void end() {
    flushChunk(false);
  }

  private void flushChunk(boolean another) {
    chunk.writeTo(out, another);
  }

  /** The run of what was written. */
  SortedRun finish(int merges) {
    out.close();
    return new SortedRun(start, entries, merges);
  }
}
