/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import dev.millrace.execution.host.StageOutput;
import org.apache.beam.sdk.transforms.splittabledofn.TimestampObservingWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Shows the timestamps of a splittable DoFn's outputs to its watermark estimator. */
public final class ObservedOutput {
  private @Nullable TimestampObservingWatermarkEstimator<?> observer;

  /** An output that passes on to {@code output} what the estimator has seen. */
  public StageOutput to(StageOutput output) {
    return element -> emit(output, element);
  }

  private void emit(StageOutput output, WindowedValue<?> element) {
    if (observer != null) {
      observer.observeTimestamp(element.getTimestamp());
    }
    output.emit(element);
  }

  void observeBy(@Nullable WatermarkEstimator<?> estimator) {
    observer = estimator instanceof TimestampObservingWatermarkEstimator<?> o ? o : null;
  }
}
