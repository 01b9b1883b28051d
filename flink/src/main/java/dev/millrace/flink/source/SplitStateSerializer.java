/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import dev.millrace.flink.source.Dealing.Deal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes {@link SplitState}s. */
final class SplitStateSerializer implements SimpleVersionedSerializer<SplitState> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(SplitState split) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeUTF(split.splitId());
    writeEntries(split.entries(), out);
    out.writeBoolean(split.deal() != null);
    if (split.deal() != null) {
      writeShares(split.deal().shares(), out);
    }
    return bytes.toByteArray();
  }

  @Override
  public SplitState deserialize(int version, byte[] serialized) throws IOException {
    checkVersion(version);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
    String id = in.readUTF();
    List<byte[]> entries = readEntries(in);
    return new SplitState(id, entries, in.readBoolean() ? new Deal(readShares(in)) : null);
  }

  private static void writeEntries(List<byte[]> entries, DataOutputStream out) throws IOException {
    out.writeInt(entries.size());
    for (byte[] entry : entries) {
      out.writeInt(entry.length);
      out.write(entry);
    }
  }

  private static List<byte[]> readEntries(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      entries.add(in.readNBytes(in.readInt()));
    }
    return entries;
  }

  static void writeShares(List<Dealing.Share> shares, DataOutputStream out) throws IOException {
    out.writeInt(shares.size());
    for (Dealing.Share share : shares) {
      out.writeInt(share.reader());
      writeEntries(share.entries(), out);
    }
  }

  static List<Dealing.Share> readShares(DataInputStream in) throws IOException {
    int count = in.readInt();
    List<Dealing.Share> shares = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      shares.add(new Dealing.Share(in.readInt(), readEntries(in)));
    }
    return shares;
  }

  static void checkVersion(int version) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "State of a source in form "
              + version
              + ", but this Millrace knows form "
              + VERSION
              + " alone: use the one that has written it");
    }
  }
}
