/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.apache.beam.model.pipeline.v1.MetricsApi.MonitoringInfo;
import org.apache.beam.sdk.metrics.BoundedTrie;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Gauge;
import org.apache.beam.sdk.metrics.Histogram;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.StringSet;
import org.apache.beam.sdk.util.HistogramData;

/** A container whose metrics are those of another one, which may be another with every call. */
public abstract class ForwardingMetrics implements MetricsContainer {
  /** The container whose metrics they are now. */
  protected abstract MetricsContainer current();

  @Override
  public Counter getCounter(MetricName name) {
    return current().getCounter(name);
  }

  @Override
  public Counter getPerWorkerCounter(MetricName name) {
    return current().getPerWorkerCounter(name);
  }

  @Override
  public Distribution getDistribution(MetricName name) {
    return current().getDistribution(name);
  }

  @Override
  public Gauge getGauge(MetricName name) {
    return current().getGauge(name);
  }

  @Override
  public StringSet getStringSet(MetricName name) {
    return current().getStringSet(name);
  }

  @Override
  public BoundedTrie getBoundedTrie(MetricName name) {
    return current().getBoundedTrie(name);
  }

  @Override
  public Histogram getHistogram(MetricName name, HistogramData.BucketType buckets) {
    return current().getHistogram(name, buckets);
  }

  @Override
  public Iterable<MonitoringInfo> getMonitoringInfos() {
    return current().getMonitoringInfos();
  }
}
