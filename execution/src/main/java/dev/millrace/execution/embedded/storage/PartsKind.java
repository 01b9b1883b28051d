/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.host.PartCoder;
import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Of a value, each part is an entry. */
record PartsKind<T>(StateId id, PartCoder<T> coder) implements CellKind<HeapValue<T>> {
  @Override
  public HeapValue<T> newCell(HeapTable<HeapValue<T>> table, Row row) {
    return new HeapValue<>(table, row);
  }

  @Override
  public void write(HeapValue<T> cell, EntryWriter out) {
    T value = cell.held();
    if (value != null) {
      try {
        coder.encode(value, new Parts(out));
      } catch (Throwable t) {
        throw EntryCodec.notWritten(id, value, coder, t);
      }
    }
  }

  @Override
  public void writeChanges(HeapValue<T> cell, EntryWriter out) {
    T value = cell.held();
    if (value != null) {
      try {
        coder.encodeChanges(value, new Parts(out));
      } catch (Throwable t) {
        throw EntryCodec.notWritten(id, value, coder, t);
      }
    }
  }

  @Override
  public void captured(HeapValue<T> cell) {
    T value = cell.held();
    if (value != null) {
      coder.written(value);
    }
  }

  @Override
  public void read(HeapValue<T> cell, EntryInput part, byte[] entry) {
    @Nullable T before = cell.held();
    T value;
    try {
      value = coder.decode(before, part.readPart(), entry);
    } catch (IOException | RuntimeException e) {
      throw EntryCodec.notRead(id, coder, e);
    }
    if (value != before) {
      cell.write(value);
    }
  }

  private record Parts(EntryWriter out) implements PartCoder.Sink {
    @Override
    public void put(byte[] name, byte[] contents) {
      out.put(name, contents);
    }

    @Override
    public void delete(byte[] name) {
      out.delete(name);
    }

    @Override
    public void clear() {
      out.deleteAll();
    }
  }
}
