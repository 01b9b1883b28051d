/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import com.google.common.primitives.Longs;
import dev.millrace.execution.host.PartCoder;
import dev.millrace.execution.stage.grouping.ManySessions.Session;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Codes the open sessions of a key. Few are one part, with the time of the timer. Of many, that
 * time is a part, and each session is one, by where it begins.
 *
 * @param accumulators codes their accumulators
 */
record OpenSessionsCoder(Coder<Object> accumulators) implements PartCoder<ActiveWindows> {
  private static final byte[] FEW = {0};
  private static final byte[] TIMER = {1};
  private static final byte ONE = 2;

  @Override
  public void encode(ActiveWindows windows, Sink sink) throws IOException {
    OpenSessions sessions = (OpenSessions) windows;
    ManySessions many = sessions.many();
    if (many == null) {
      sink.put(FEW, few(sessions));
      return;
    }
    sink.put(TIMER, timer(sessions));
    for (Session session : many.all()) {
      put(session, sink);
    }
  }

  @Override
  public void encodeChanges(ActiveWindows windows, Sink sink) throws IOException {
    OpenSessions sessions = (OpenSessions) windows;
    ManySessions many = sessions.many();
    if (many == null) {
      // They never were many, and are one part again.
      encode(windows, sink);
      return;
    }
    Set<Long> changed = many.changed();
    if (changed == null) {
      sink.clear();
      encode(windows, sink);
      return;
    }
    sink.put(TIMER, timer(sessions));
    for (long start : changed) {
      Session session = many.beginningAt(start);
      if (session == null) {
        sink.delete(name(start));
      } else {
        put(session, sink);
      }
    }
  }

  @Override
  public void written(ActiveWindows windows) {
    ManySessions many = ((OpenSessions) windows).many();
    if (many != null) {
      many.written();
    }
  }

  @Override
  public ActiveWindows decode(@Nullable ActiveWindows before, byte[] name, byte[] contents)
      throws IOException {
    OpenSessions sessions = before == null ? new OpenSessions() : (OpenSessions) before;
    InputStream in = new ByteArrayInputStream(contents);
    if (name[0] == ONE) {
      sessions.append(
          new Session(start(name), VarLongCoder.of().decode(in), accumulators.decode(in)));
      return sessions;
    }
    sessions.timer(VarLongCoder.of().decode(in));
    if (name[0] == FEW[0]) {
      int count = VarIntCoder.of().decode(in);
      for (int i = 0; i < count; i++) {
        long start = VarLongCoder.of().decode(in);
        long end = VarLongCoder.of().decode(in);
        sessions.append(new Session(start, end, accumulators.decode(in)));
      }
    } else {
      sessions.toMany();
    }
    return sessions;
  }

  private byte[] few(OpenSessions sessions) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    VarLongCoder.of().encode(sessions.timer(), out);
    Collection<Session> all = sessions.all();
    VarIntCoder.of().encode(all.size(), out);
    for (Session session : all) {
      VarLongCoder.of().encode(session.start(), out);
      encodeRest(session, out);
    }
    return out.toByteArray();
  }

  private static byte[] timer(OpenSessions sessions) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    VarLongCoder.of().encode(sessions.timer(), out);
    return out.toByteArray();
  }

  private void put(Session session, Sink sink) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    encodeRest(session, out);
    sink.put(name(session.start()), out.toByteArray());
  }

  private void encodeRest(Session session, OutputStream out) throws IOException {
    VarLongCoder.of().encode(session.end(), out);
    accumulators.encode(session.accumulator(), out);
  }

  // In the order of time, as unsigned bytes.
  private static byte[] name(long start) {
    return ByteBuffer.allocate(1 + Long.BYTES).put(ONE).putLong(start ^ Long.MIN_VALUE).array();
  }

  private static long start(byte[] name) {
    return Longs.fromBytes(name[1], name[2], name[3], name[4], name[5], name[6], name[7], name[8])
        ^ Long.MIN_VALUE;
  }
}
