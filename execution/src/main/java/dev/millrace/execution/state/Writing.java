/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.keying.Recoding;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is done to values before they are kept in a state: what its coder does not take is refused
 * at once, as the state may be encoded at any time, or never. Values that a coder is not known to
 * keep as they are stay as they are.
 *
 * @param <T> the type of the values
 */
final class Writing<T> {
  private final String id;
  private final Coder<T> coder;
  private final Recoding recoding;

  /** Of values of {@code coder} to the state called {@code id}. */
  Writing(String id, Coder<T> coder) {
    this.id = id;
    this.coder = coder;
    this.recoding = Recoding.ifFaithful(coder);
  }

  /**
   * What to keep of {@code value}.
   *
   * @throws IllegalArgumentException if the coder does not take it
   */
  @SuppressWarnings("unchecked") // a coder decodes what it has encoded
  @Nullable T of(@Nullable T value) {
    try {
      return (T) recoding.recode(value);
    } catch (CoderException | RuntimeException e) {
      throw new IllegalArgumentException(
          "State "
              + id
              + " cannot keep "
              + Rendering.value(value)
              + ": its coder "
              + Rendering.value(coder)
              + " does not take that. Keep what it takes, or declare the state with another coder"
              + " (NullableCoder where null is meant)",
          e);
    }
  }
}
