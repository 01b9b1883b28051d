/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A {@link DoFnOperator} whose elements wait until their side inputs are ready. */
public abstract class WaitingOperator<InputT, OutputT> extends DoFnOperator<InputT, OutputT> {
  /** The elements that wait; null before {@link #open}, and if there is nothing to wait for. */
  protected @Nullable Pushback<InputT> pushback;

  /** An operator that makes calls by {@code call}. */
  protected WaitingOperator(FnCall<InputT, OutputT> call) {
    super(call);
  }

  @Override
  public void open() {
    pushback = Pushback.of(call);
  }

  /** Takes an element, in one window, whose side inputs are ready. */
  protected abstract void take(WindowedValue<InputT> element);

  @Override
  public final void sideInputReady(PCollectionView<?> view, BoundedWindow window) {
    if (pushback != null) {
      pushback.release(view, window, this::take);
    }
  }

  @Override
  public final long hold() {
    return pushback == null ? Holds.NONE : pushback.hold();
  }
}
