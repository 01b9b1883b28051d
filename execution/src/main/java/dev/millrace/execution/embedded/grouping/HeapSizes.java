/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Estimates how much memory objects take. Of strings, arrays of bytes and numbers that is known; of
 * the rest, samples are encoded, and the others are taken to be like the latest samples.
 *
 * @param <T> the type of the objects
 */
final class HeapSizes<T> {
  private static final int HEADER = 16;
  private static final int STRING = 48;
  private static final int COUNTED = 16;
  private static final int EVERY = 64;

  // Objects are larger than their encoded form by headers, references, padding and boxes.
  private static final int FACTOR = 3;
  private static final int OBJECT = 32;

  private final Coder<T> coder;
  private long seen;
  private long mean = OBJECT;

  HeapSizes(Coder<T> coder) {
    this.coder = coder;
  }

  /** About how many bytes {@code object} takes. */
  long of(@Nullable T object) {
    if (object instanceof Number || object == null) {
      return HEADER;
    }
    if (object instanceof String string) {
      return (long) STRING + string.length();
    }
    if (object instanceof byte[] bytes) {
      return (long) HEADER + bytes.length;
    }
    if (seen++ >= COUNTED && seen % EVERY != 0) {
      return mean;
    }
    long sample = OBJECT + FACTOR * encodedSize(object);
    mean += (sample - mean) / Math.min(seen, COUNTED);
    return sample;
  }

  // What cannot be encoded need not be as long as it stays in memory.
  private long encodedSize(T object) {
    Counter counter = new Counter();
    try {
      coder.encode(object, counter);
    } catch (IOException | RuntimeException e) {
      return mean;
    }
    return counter.bytes;
  }

  private static final class Counter extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] array, int offset, int length) {
      bytes += length;
    }
  }
}
