/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.CoderException;

/** Codes no string. */
final class RefusingCoder extends AtomicCoder<String> {
  @Override
  public void encode(String value, OutputStream out) throws IOException {
    throw new CoderException("refused");
  }

  @Override
  public String decode(InputStream in) throws IOException {
    throw new CoderException("refused");
  }
}
