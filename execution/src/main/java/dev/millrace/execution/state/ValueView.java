/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.ValueState;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A {@link ValueState}. Writing null is the same as clearing. */
class ValueView<T> extends StateView<Cell.Value<T>> implements ValueState<T> {
  private final Writing<T> writing;

  ValueView(Table<Cell.Value<T>> table, Target target, Writing<T> writing) {
    super(table, target);
    this.writing = writing;
  }

  @Override
  ValueView<T> at(Target otherTarget, StateContext<?> context) {
    return new ValueView<>(table(), otherTarget, writing);
  }

  /** Checks what is written. */
  final Writing<T> writing() {
    return writing;
  }

  @Override
  public void write(@Nullable T input) {
    cell().write(input == null ? null : writing.of(input));
  }

  @Override
  public @Nullable T read() {
    return cell().read();
  }

  @Override
  public ValueState<T> readLater() {
    return this;
  }
}
