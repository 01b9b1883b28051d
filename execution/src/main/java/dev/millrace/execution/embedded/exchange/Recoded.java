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

/** Passes elements on as what their coder makes of them. */
final class Recoded implements StageOutput {
  private final Recoding recoding;
  private final Coder<?> coder;
  private final String consumer;
  private final StageOutput output;

  /**
   * An output of elements for {@code consumer}.
   *
   * @param coder the coder of the elements
   * @param output takes what becomes of them
   */
  Recoded(Coder<?> coder, String consumer, StageOutput output) {
    this.recoding = Recoding.of(coder);
    this.coder = coder;
    this.consumer = consumer;
    this.output = output;
  }

  @Override
  @SuppressWarnings("unchecked") // an element whose value may be replaced by any other
  public void emit(WindowedValue<?> element) {
    Object value = recoded(element.getValue());
    output.emit(
        value == element.getValue() ? element : ((WindowedValue<Object>) element).withValue(value));
  }

  private @Nullable Object recoded(@Nullable Object value) {
    try {
      return recoding.recode(value);
    } catch (Throwable t) {
      throw new ExchangeException("encoding output for " + consumer, coder, t);
    }
  }
}
