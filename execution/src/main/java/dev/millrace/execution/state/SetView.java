/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import com.google.common.collect.Iterables;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import java.util.Map.Entry;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.ReadableStates;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateContext;

/** A {@link SetState}: a map from its elements. */
final class SetView<T> extends StateView<Cell.Map<T, Boolean>> implements SetState<T> {
  private final Writing<T> writing;

  SetView(Table<Cell.Map<T, Boolean>> table, Target target, Writing<T> writing) {
    super(table, target);
    this.writing = writing;
  }

  @Override
  SetView<T> at(Target otherTarget, StateContext<?> context) {
    return new SetView<>(table(), otherTarget, writing);
  }

  @Override
  public ReadableState<Boolean> contains(T element) {
    Cell.Map<T, Boolean> cell = cell();
    return new Deferred<>(() -> cell.get(element) != null);
  }

  /** Adds at once; only the answer can be read later. */
  @Override
  public ReadableState<Boolean> addIfAbsent(T element) {
    Cell.Map<T, Boolean> cell = cell();
    T kept = writing.of(element);
    boolean absent = cell.get(kept) == null;
    if (absent) {
      cell.put(kept, true);
    }
    return ReadableStates.immediate(absent);
  }

  @Override
  public void add(T element) {
    addIfAbsent(element);
  }

  @Override
  public void remove(T element) {
    cell().remove(element);
  }

  @Override
  public Iterable<T> read() {
    return Iterables.transform(cell().entries(), Entry::getKey);
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }

  @Override
  public SetState<T> readLater() {
    return this;
  }
}
