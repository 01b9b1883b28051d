/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Table;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContext;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A view of one table's cell at a {@link Target}. It follows the target; deferred reads that it
 * hands out stay with the cell it was on.
 *
 * <p>Views of the same table that are on the same key and namespace are equal: runners-core
 * recognises state that it merges into itself that way.
 *
 * @param <C> the kind of cell
 */
abstract class StateView<C extends Cell> implements State {
  private static final long NEVER = -1;

  private final Table<C> table;
  private final Target target;
  private @Nullable C cell;
  private long epoch = NEVER;

  StateView(Table<C> table, Target target) {
    this.table = table;
    this.target = target;
  }

  /**
   * Another view of the same table.
   *
   * @param context for combine functions that want one
   */
  abstract StateView<C> at(Target otherTarget, StateContext<?> context);

  final Table<C> table() {
    return table;
  }

  /** The key that the target is on. */
  final Key key() {
    return target.key();
  }

  /** The cell that the target is on. */
  final C cell() {
    C known = cell;
    if (known != null && epoch == target.epoch()) {
      return known;
    }
    C found = table.cell(target.key(), target.namespace());
    cell = found;
    epoch = target.epoch();
    return found;
  }

  @Override
  public void clear() {
    cell().clear();
  }

  @Override
  public final boolean equals(@Nullable Object object) {
    return this == object
        || (object instanceof StateView<?> other
            && table == other.table
            && target.sameAs(other.target));
  }

  @Override
  public final int hashCode() {
    return 31 * System.identityHashCode(table) + target.key().hashCode();
  }
}
