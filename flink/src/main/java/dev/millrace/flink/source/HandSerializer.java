/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Writes {@link Hand}s. */
final class HandSerializer implements SimpleVersionedSerializer<Hand> {
  private static final int VERSION = 1;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(Hand hand) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeBoolean(hand.asked());
    out.writeBoolean(hand.dealt());
    SplitStateSerializer.writeShares(hand.shares(), out);
    return bytes.toByteArray();
  }

  @Override
  public Hand deserialize(int version, byte[] serialized) throws IOException {
    SplitStateSerializer.checkVersion(version);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(serialized));
    return new Hand(in.readBoolean(), in.readBoolean(), SplitStateSerializer.readShares(in));
  }
}
