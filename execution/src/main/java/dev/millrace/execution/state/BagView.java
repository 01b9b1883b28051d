/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.StateContext;

/** A {@link BagState}. */
final class BagView<T> extends StateView<Cell.Bag<T>> implements BagState<T> {
  private final Writing<T> writing;

  BagView(Table<Cell.Bag<T>> table, Target target, Writing<T> writing) {
    super(table, target);
    this.writing = writing;
  }

  @Override
  BagView<T> at(Target otherTarget, StateContext<?> context) {
    return new BagView<>(table(), otherTarget, writing);
  }

  @Override
  public void add(T value) {
    cell().add(writing.of(value));
  }

  @Override
  public Iterable<T> read() {
    return cell().read();
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }

  @Override
  public BagState<T> readLater() {
    return this;
  }
}
