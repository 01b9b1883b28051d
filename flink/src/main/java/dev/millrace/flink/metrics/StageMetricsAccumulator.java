/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.metrics;

import dev.millrace.execution.embedded.metrics.JobMetrics;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.accumulators.Accumulator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The metrics of a job's instances on their way to the job manager and back to the one who started
 * the job. That of a running instance is what its metrics are whenever it is written.
 */
public final class StageMetricsAccumulator
    implements Accumulator<JobMetrics.Part, ArrayList<JobMetrics.Part>> {
  private static final long serialVersionUID = 1L;

  private final ArrayList<JobMetrics.Part> parts;
  private final transient @Nullable JobMetrics live;

  /** The metrics of a running instance. */
  public StageMetricsAccumulator(JobMetrics live) {
    this.parts = new ArrayList<>();
    this.live = live;
  }

  private StageMetricsAccumulator(List<JobMetrics.Part> parts) {
    this.parts = new ArrayList<>(parts);
    this.live = null;
  }

  @Override
  public void add(JobMetrics.Part value) {
    parts.add(value);
  }

  @Override
  public ArrayList<JobMetrics.Part> getLocalValue() {
    ArrayList<JobMetrics.Part> all = new ArrayList<>(parts);
    if (live != null) {
      all.add(live.part());
    }
    return all;
  }

  @Override
  public void resetLocal() {
    parts.clear();
  }

  @Override
  public void merge(Accumulator<JobMetrics.Part, ArrayList<JobMetrics.Part>> other) {
    parts.addAll(other.getLocalValue());
  }

  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // what is copied is of another kind
  public StageMetricsAccumulator clone() {
    return new StageMetricsAccumulator(getLocalValue());
  }

  private Object writeReplace() {
    return live == null ? this : new StageMetricsAccumulator(getLocalValue());
  }
}
