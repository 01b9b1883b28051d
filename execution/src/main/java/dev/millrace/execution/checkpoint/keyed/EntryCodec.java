/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Codes what a state holds, with errors that say what failed: it is encoded long after it was put
 * there.
 *
 * @param id the state
 * @param coder codes its values, elements or map keys
 */
public record EntryCodec<T>(StateId id, Coder<T> coder) {

  /** The encoded form of {@code value} alone. */
  public byte[] encoded(@Nullable T value) {
    try {
      return CoderUtils.encodeToByteArray(coder, value);
    } catch (Throwable t) {
      throw notWritten(value, t);
    }
  }

  /** What {@link #encoded} encoded. */
  public @Nullable T decoded(byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException | RuntimeException e) {
      throw notRead(e);
    }
  }

  /** Writes {@code value} so that it can be told where it ends. */
  void encode(@Nullable T value, OutputStream out) {
    try {
      coder.encode(value, out);
    } catch (Throwable t) {
      throw notWritten(value, t);
    }
  }

  private @Nullable T decode(InputStream in) {
    try {
      return coder.decode(in);
    } catch (IOException | RuntimeException e) {
      throw notRead(e);
    }
  }

  /** Shows the values of a sequence's entry, in their order. */
  public void forEach(byte[] entry, Consumer<? super T> consumer) {
    EntryInput in = new EntryInput(entry);
    while (in.available() > 0) {
      int count = in.readLength();
      int end = in.readLength() + in.position();
      for (int i = 0; i < count; i++) {
        consumer.accept(decode(in));
      }
      if (in.position() != end) {
        throw notRead(
            new CoderException("The coder has read to " + in.position() + " instead of " + end));
      }
    }
  }

  private StageFailure notWritten(@Nullable T value, Throwable cause) {
    return notWritten(id, value, coder, cause);
  }

  /** Says that {@code value} of the state {@code id} could not be encoded by {@code coder}. */
  public static StageFailure notWritten(
      StateId id, @Nullable Object value, Object coder, Throwable cause) {
    return new StageFailure(
        id.transform(),
        "writing state " + id.state() + " to a checkpoint",
        "value " + Rendering.value(value) + ", coder " + Rendering.value(coder),
        cause);
  }

  private UncheckedIOException notRead(Exception cause) {
    return notRead(id, coder, cause);
  }

  /** Says that what is stored of the state {@code id} could not be decoded by {@code coder}. */
  public static UncheckedIOException notRead(StateId id, Object coder, Exception cause) {
    return new UncheckedIOException(
        new CoderException(
            "Reading state "
                + id.state()
                + " of "
                + id.transform()
                + " from a checkpoint with "
                + Rendering.value(coder)
                + " failed",
            cause));
  }
}
