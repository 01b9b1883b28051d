/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Puts the contents of the cells of a state into a sink: {@link #begin} for each cell, and then its
 * contents.
 *
 * <p>A single value is an entry by itself. A sequence is written in chunks: how many values, how
 * many bytes, and the values. An entry of a sequence has one chunk or, where some were appended
 * later, several. A sequence of more than fits in a chunk goes on in other entries, and so does one
 * that has grown since it was last written. Their keys have a number at the end, of eight bytes,
 * that grows; that of the first is 0 and left out. So the sequence is what is in all its entries in
 * the order of their keys. As no chunk is empty, what begins with the n-th element may have the
 * number n.
 *
 * <p>Not thread-safe.
 */
public final class EntryWriter {
  private static final int FULL = 32 * 1024;
  private static final byte[] NOTHING = {};

  private final StateId id;
  private final StateSink sink;
  private final EntryOutput chunk = new EntryOutput();
  private final EntryOutput entry = new EntryOutput();
  private int group;
  private byte[] cell = NOTHING;
  private byte[] sequence = NOTHING;
  private long number;
  private int values;

  /** A writer for the state {@code id}. */
  public EntryWriter(StateId id, StateSink sink) {
    this.id = id;
    this.sink = sink;
  }

  /**
   * What follows belongs to a cell.
   *
   * @param newGroup the key group
   * @param prefix how the keys of its entries begin
   */
  public void begin(int newGroup, byte[] prefix) {
    group = newGroup;
    cell = prefix;
  }

  /** Puts {@code value} as all that there is in the cell. */
  public void put(byte[] value) {
    sink.put(id, group, cell, value);
  }

  /** Puts {@code value} as what the cell has under {@code part}, any bytes. */
  public void put(byte[] part, byte[] value) {
    sink.put(id, group, key(part), value);
  }

  /** Deletes the value that the cell has under {@code part}. */
  public void delete(byte[] part) {
    sink.delete(id, group, key(part));
  }

  /** Deletes all that the cell has. */
  public void deleteAll() {
    sink.deletePrefix(id, group, cell);
  }

  /** Deletes the sequence that the cell has under {@code part}. */
  public void deletePart(byte[] part) {
    sink.deletePrefix(id, group, key(part));
  }

  /** Puts all {@code elements} as the only sequence of the cell. */
  public <T> void putSequence(Iterable<T> elements, EntryCodec<T> codec) {
    putSequenceFrom(0, elements, codec);
  }

  /**
   * Puts {@code elements} as what there is of the only sequence of the cell from the element {@code
   * first} on.
   */
  public <T> void putSequenceFrom(long first, Iterable<T> elements, EntryCodec<T> codec) {
    beginSequence(first);
    elements.forEach(element -> value(element, codec));
    endSequence();
  }

  /** Puts all {@code elements} as the sequence that the cell has under {@code part}. */
  public <T> void putSequence(byte[] part, Iterable<T> elements, EntryCodec<T> codec) {
    putSequenceFrom(part, 0, elements, codec);
  }

  /** As {@link #putSequenceFrom}, of the sequence that the cell has under {@code part}. */
  public <T> void putSequenceFrom(
      byte[] part, long first, Iterable<T> elements, EntryCodec<T> codec) {
    sequence = key(part);
    number = first;
    elements.forEach(element -> value(element, codec));
    endSequence();
  }

  /** Begins with the only sequence of the cell, or what there is of it from {@code first} on. */
  public void beginSequence(long first) {
    sequence = cell;
    number = first;
  }

  /** Adds a value to the sequence. */
  public <T> void value(@Nullable T value, EntryCodec<T> codec) {
    makeRoom();
    codec.encode(value, chunk);
    values++;
  }

  /** Adds {@code count} values of {@code length} bytes, encoded already, to the sequence. */
  public void values(int count, int length, InputStream encoded) {
    makeRoom();
    try {
      chunk.take(encoded, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    values += count;
  }

  private void makeRoom() {
    if (chunk.length() >= FULL) {
      endSequence();
    }
  }

  /** Ends with the sequence. */
  public void endSequence() {
    if (values == 0) {
      return;
    }
    entry.writeLength(values);
    entry.writeLength(chunk.length());
    chunk.writeTo(entry);
    byte[] key = number == 0 ? sequence : Bytes.concat(sequence, Longs.toByteArray(number));
    sink.put(id, group, key, entry.toBytes());
    number++;
    values = 0;
    chunk.reset();
    entry.reset();
  }

  private byte[] key(byte[] part) {
    return EntryKeys.extended(cell, part);
  }
}
