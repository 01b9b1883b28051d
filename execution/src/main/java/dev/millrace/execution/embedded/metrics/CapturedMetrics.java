/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.model.pipeline.v1.MetricsApi.MonitoringInfo;
import org.apache.beam.runners.core.metrics.DistributionData;
import org.apache.beam.runners.core.metrics.MetricUpdates;
import org.apache.beam.runners.core.metrics.MetricUpdates.MetricUpdate;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.core.metrics.MonitoringInfoConstants;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.metrics.StringSet;
import org.apache.beam.sdk.util.HistogramData;

/** Metrics as bytes: Beam's monitoring infos, one after another. */
final class CapturedMetrics {
  private CapturedMetrics() {}

  static byte[] write(MetricsContainerStepMap metrics) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (MonitoringInfo info : metrics.getMonitoringInfos()) {
        info.writeDelimitedTo(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * What was captured. A gauge is taken to have been set now, as Beam gives nobody else leave to
   * say when it was.
   */
  static MetricsContainerStepMap read(byte[] captured) {
    Map<String, MetricsContainerImpl> steps = new TreeMap<>();
    ByteArrayInputStream bytes = new ByteArrayInputStream(captured);
    try {
      for (MonitoringInfo info = MonitoringInfo.parseDelimitedFrom(bytes);
          info != null;
          info = MonitoringInfo.parseDelimitedFrom(bytes)) {
        String step = info.getLabelsOrThrow(MonitoringInfoConstants.Labels.PTRANSFORM);
        steps.computeIfAbsent(step, MetricsContainerImpl::new).update(List.of(info));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Captured metrics cannot be read", e);
    }
    MetricsContainerStepMap read = new MetricsContainerStepMap();
    steps.forEach((step, metrics) -> add(metrics.getCumulative(), read.getContainer(step)));
    return read;
  }

  // Beam reads infos into metrics with names of another class, which are never equal to those that
  // functions count under: each metric would be there twice.
  private static void add(MetricUpdates metrics, MetricsContainerImpl to) {
    for (MetricUpdate<Long> counter : metrics.counterUpdates()) {
      to.getCounter(name(counter)).inc(counter.getUpdate());
    }
    for (MetricUpdate<DistributionData> distribution : metrics.distributionUpdates()) {
      DistributionData data = distribution.getUpdate();
      to.getDistribution(name(distribution))
          .update(data.sum(), data.count(), data.min(), data.max());
    }
    metrics
        .gaugeUpdates()
        .forEach(gauge -> to.getGauge(name(gauge)).set(gauge.getUpdate().value()));
    metrics
        .stringSetUpdates()
        .forEach(
            set -> {
              StringSet strings = to.getStringSet(name(set));
              set.getUpdate().stringSet().forEach(strings::add);
            });
    metrics
        .boundedTrieUpdates()
        .forEach(trie -> to.getBoundedTrie(name(trie)).update(trie.getUpdate()));
    for (MetricUpdate<HistogramData> histogram : metrics.histogramsUpdates()) {
      HistogramData data = histogram.getUpdate();
      to.getHistogram(name(histogram), data.getBucketType()).update(data);
    }
  }

  private static MetricName name(MetricUpdate<?> metric) {
    MetricName name = metric.getKey().metricName();
    return MetricName.named(name.getNamespace(), name.getName());
  }
}
