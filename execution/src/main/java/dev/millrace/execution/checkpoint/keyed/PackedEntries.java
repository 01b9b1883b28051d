/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;

/**
 * The entries of one cell in one array: of each its key and its value, behind their lengths, in the
 * order in which they were put. Takes them from an {@link EntryWriter} that begins the cell with no
 * prefix.
 *
 * <p>Not thread-safe.
 */
public final class PackedEntries implements StateSink {
  /** The most bytes that are packed. */
  private static final int MOST = 1 << 30;

  private final EntryOutput out = new EntryOutput();
  private boolean tooLarge;

  /** No entries yet. */
  public PackedEntries() {}

  @Override
  public void put(StateId id, int group, byte[] key, byte[] value) {
    if (tooLarge || (long) out.length() + key.length + value.length > MOST) {
      tooLarge = true;
      return;
    }
    out.writeLength(key.length);
    out.write(key, 0, key.length);
    out.writeLength(value.length);
    out.write(value, 0, value.length);
  }

  @Override
  public void append(StateId id, int group, byte[] key, byte[] value) {
    throw notPut();
  }

  @Override
  public void delete(StateId id, int group, byte[] key) {
    throw notPut();
  }

  @Override
  public void deletePrefix(StateId id, int group, byte[] prefix) {
    throw notPut();
  }

  private static UnsupportedOperationException notPut() {
    return new UnsupportedOperationException("A cell that is written as a whole has only puts");
  }

  /** Forgets what was put. */
  public void reset() {
    out.reset();
    tooLarge = false;
  }

  /** Whether there was more than fits in an array. */
  public boolean isTooLarge() {
    return tooLarge;
  }

  /** How many bytes have been packed. */
  public int length() {
    return out.length();
  }

  /** All entries, which fit. */
  public byte[] toBytes() {
    return out.toBytes();
  }

  /** Shows the entries in {@code packed}, in the order in which they were put. */
  public static void forEach(byte[] packed, PartVisitor visitor) {
    EntryInput in = new EntryInput(packed);
    while (in.available() > 0) {
      byte[] key = in.readPart();
      visitor.entry(key, in.readPart());
    }
  }

  /** Is shown entries. */
  @FunctionalInterface
  public interface PartVisitor {
    /** Called for each entry; the arrays are the visitor's own. */
    void entry(byte[] key, byte[] value);
  }
}
