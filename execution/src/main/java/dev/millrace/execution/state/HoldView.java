/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.watermark.KeyedHolds;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * A {@link WatermarkHoldState}: a timestamp in a cell, and at all times the same timestamp among
 * the instance's holds. The cell must therefore be cleared through here, never by its table.
 */
final class HoldView extends StateView<Cell.Value<Instant>> implements WatermarkHoldState {
  private final TimestampCombiner combiner;
  private final KeyedHolds holds;

  HoldView(
      Table<Cell.Value<Instant>> table,
      Target target,
      TimestampCombiner combiner,
      KeyedHolds holds) {
    super(table, target);
    this.combiner = combiner;
    this.holds = holds;
  }

  @Override
  HoldView at(Target otherTarget, StateContext<?> context) {
    return new HoldView(table(), otherTarget, combiner, holds);
  }

  @Override
  public void add(Instant value) {
    Cell.Value<Instant> cell = cell();
    Instant before = cell.read();
    Instant after = before == null ? value : combiner.combine(before, value);
    if (!after.equals(before)) {
      replace(cell, before, after);
    }
  }

  @Override
  public void clear() {
    Cell.Value<Instant> cell = cell();
    replace(cell, cell.read(), null);
  }

  private void replace(
      Cell.Value<Instant> cell, @Nullable Instant before, @Nullable Instant after) {
    if (before != null) {
      holds.remove(key(), before.getMillis());
    }
    cell.write(after);
    if (after != null) {
      holds.add(key(), after.getMillis());
    }
  }

  @Override
  public @Nullable Instant read() {
    return cell().read();
  }

  @Override
  public ReadableState<Boolean> isEmpty() {
    return Deferred.isEmpty(cell());
  }

  @Override
  public TimestampCombiner getTimestampCombiner() {
    return combiner;
  }

  @Override
  public WatermarkHoldState readLater() {
    return this;
  }
}
