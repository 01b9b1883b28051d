/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Entries of state as bytes, for lists of Flink's. */
public final class EntryBytes {
  private EntryBytes() {}

  /** An entry as bytes. */
  public static byte[] of(StateId id, int group, byte[] key, byte[] value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      out.writeUTF(id.transform());
      out.writeUTF(id.state());
      out.writeInt(group);
      out.writeInt(key.length);
      out.write(key);
      out.write(value);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The state that an entry belongs to. */
  public static StateId idOf(byte[] entry) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
    try {
      return new StateId(in.readUTF(), in.readUTF());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts an entry that {@link #of} has made into {@code sink}. */
  public static void put(byte[] entry, StateSink sink) {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(entry));
    try {
      StateId id = new StateId(in.readUTF(), in.readUTF());
      int group = in.readInt();
      byte[] key = in.readNBytes(in.readInt());
      sink.put(id, group, key, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All entries of {@code image}, those in key groups too. */
  public static List<byte[]> all(StateImage image) {
    List<byte[]> entries = new ArrayList<>();
    for (StateId id : image.states()) {
      image.forEach(
          id,
          StateId.UNGROUPED,
          Integer.MAX_VALUE,
          (group, key, value) -> entries.add(of(id, group, key, value)));
    }
    return entries;
  }
}
