/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;

/** Codes strings, and says which. */
final class RecordingCoder extends AtomicCoder<String> {
  private final transient List<String> encoded;
  private final transient List<String> decoded;

  RecordingCoder(List<String> encoded, List<String> decoded) {
    this.encoded = encoded;
    this.decoded = decoded;
  }

  @Override
  public void encode(String value, OutputStream out) throws IOException {
    encoded.add(value);
    StringUtf8Coder.of().encode(value, out);
  }

  @Override
  public String decode(InputStream in) throws IOException {
    String value = StringUtf8Coder.of().decode(in);
    decoded.add(value);
    return value;
  }
}
