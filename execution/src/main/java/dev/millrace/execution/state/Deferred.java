/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import java.util.function.Supplier;
import org.apache.beam.sdk.state.ReadableState;

/**
 * A read that happens when {@link #read} is called, on the cell that was current when this was
 * made.
 */
record Deferred<T>(Supplier<T> reader) implements ReadableState<T> {

  static ReadableState<Boolean> isEmpty(Cell cell) {
    return new Deferred<>(cell::isEmpty);
  }

  @Override
  public T read() {
    return reader.get();
  }

  @Override
  public ReadableState<T> readLater() {
    return this;
  }
}
