/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Accepts elements: an edge to another stage, or the next operator in this one. */
@FunctionalInterface
public interface StageOutput {

  /**
   * Passes {@code element} on. May block for as long as the consumer has no room.
   *
   * @throws RuntimeException what the consumer threw, if it is called at once
   */
  void emit(WindowedValue<?> element);

  /**
   * Passes on an element that is like {@code template}, but has {@code value}. Spares making the
   * element where nobody keeps it.
   *
   * @param template tells everything but the value; may be kept for as long as the call takes
   */
  default void emit(@Nullable Object value, WindowedValue<?> template) {
    emit(template.withValue(value));
  }
}
