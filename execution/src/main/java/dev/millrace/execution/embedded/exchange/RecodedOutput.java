/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.host.ExchangeException;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.keying.Recoding;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An edge whose elements go to the channels in turn, as what their coder makes of them. Used by one
 * task alone.
 */
final class RecodedOutput implements StageOutput {
  private final Rotation channels;
  private final Recoding recoding;
  private final Coder<?> coder;
  private final String consumer;

  /**
   * An output of elements for {@code consumer}.
   *
   * @param coder the coder of the elements
   */
  RecodedOutput(Rotation channels, Coder<?> coder, String consumer) {
    this.channels = channels;
    this.recoding = Recoding.of(coder);
    this.coder = coder;
    this.consumer = consumer;
  }

  @Override
  @SuppressWarnings("unchecked") // an element whose value may be replaced by any other
  public void emit(WindowedValue<?> element) {
    Object before = element.getValue();
    Object value = recoded(before);
    channels
        .next()
        .add(value == before ? element : ((WindowedValue<Object>) element).withValue(value));
  }

  private @Nullable Object recoded(@Nullable Object value) {
    try {
      return recoding.recode(value);
    } catch (Throwable t) {
      throw new ExchangeException("encoding output for " + consumer, coder, t);
    }
  }
}
