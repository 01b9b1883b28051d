/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Map.Entry;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * The ids of records that a source has delivered lately, for a source that may repeat itself. They
 * go with the split: what comes again after the job has begun again is known as well.
 */
final class RecentRecords {
  private static final long REMEMBERED_MILLIS = Duration.ofMinutes(10).toMillis();
  private static final int MAX_REMEMBERED = 1_000_000;
  private static final ByteArrayCoder ID = ByteArrayCoder.of();
  private static final VarLongCoder TIME = VarLongCoder.of();
  private static final VarIntCoder COUNT = VarIntCoder.of();

  // By when they came last, in milliseconds of processing time.
  private final Map<ByteBuffer, Long> seen = new LinkedHashMap<>(16, 0.75f, true);

  /** Remembers {@code recordId} at {@code now}; answers whether it was not known yet. */
  boolean isNew(byte[] recordId, long now) {
    forget(now);
    boolean isNew = seen.put(ByteBuffer.wrap(recordId), now) == null;
    if (seen.size() > MAX_REMEMBERED) {
      Iterator<ByteBuffer> eldest = seen.keySet().iterator();
      eldest.next();
      eldest.remove();
    }
    return isNew;
  }

  private void forget(long now) {
    Iterator<Long> eldest = seen.values().iterator();
    while (eldest.hasNext() && eldest.next() < now - REMEMBERED_MILLIS) {
      eldest.remove();
    }
  }

  /** All ids that are remembered at {@code now}, for {@link #restore}. */
  byte[] encoded(long now) throws IOException {
    forget(now);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    COUNT.encode(seen.size(), out);
    for (Entry<ByteBuffer, Long> record : seen.entrySet()) {
      ID.encode(record.getKey().array(), out);
      TIME.encode(record.getValue(), out);
    }
    return out.toByteArray();
  }

  /** Remembers what {@link #encoded} has written down. */
  void restore(byte[] encoded) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(encoded);
    for (int i = COUNT.decode(in); i > 0; i--) {
      byte[] id = ID.decode(in);
      seen.put(ByteBuffer.wrap(id), TIME.decode(in));
    }
  }
}
