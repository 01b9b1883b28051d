/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The coders of the groups of a transform, with errors that say what failed: a value is encoded
 * long after it came in, while others do, and is decoded by whoever reads it.
 *
 * @param transform names the transform in errors
 * @param keys the coder of the keys
 * @param values the coder of the values
 */
record Codecs<K, V>(String transform, Coder<K> keys, Coder<V> values) {

  /** The encoded form of {@code key}, by which keys are the same or not. */
  @SuppressWarnings("unchecked") // the keys of a transform are of the type its coder codes
  byte[] encodedKey(Key key) {
    try {
      return CoderUtils.encodeToByteArray(keys, (K) key.value());
    } catch (Throwable t) {
      throw notWritten("key " + Rendering.value(key.value()), keys, t);
    }
  }

  /** The key of this encoded form. */
  @Nullable K key(byte[] encoded) {
    try {
      return CoderUtils.decodeFromByteArray(keys, encoded);
    } catch (CoderException e) {
      throw new UncheckedIOException(
          "Decoding a key of " + transform + " with " + Rendering.value(keys) + " failed", e);
    }
  }

  /** Writes {@code value} so that it can be told where it ends. */
  void encode(@Nullable V value, OutputStream out) {
    try {
      values.encode(value, out);
    } catch (Throwable t) {
      throw notWritten("value " + Rendering.value(value), values, t);
    }
  }

  private StageFailure notWritten(String what, Coder<?> coder, Throwable cause) {
    return new StageFailure(
        transform,
        "writing grouped values to disk",
        what + ", coder " + Rendering.value(coder),
        cause);
  }

  /** Reads a value. */
  @Nullable V decode(InputStream in) {
    try {
      return values.decode(in);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Decoding a value of " + transform + " with " + Rendering.value(values) + " failed", e);
    }
  }
}
