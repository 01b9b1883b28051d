/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.io.Source;
import org.apache.beam.sdk.util.SerializableUtils;

/** Sources as bytes. Java's serialisation it is, as Beam demands of a source nothing else. */
final class SerializedSource {
  private static final ByteArrayCoder BYTES = ByteArrayCoder.of();

  private SerializedSource() {}

  static void write(Source<?> source, OutputStream out) throws IOException {
    BYTES.encode(SerializableUtils.serializeToByteArray(source), out);
  }

  /** Reads a source whose classes the context class loader finds. */
  static Source<?> read(String what, InputStream in) throws IOException {
    return (Source<?>) SerializableUtils.deserializeFromByteArray(BYTES.decode(in), what);
  }
}
