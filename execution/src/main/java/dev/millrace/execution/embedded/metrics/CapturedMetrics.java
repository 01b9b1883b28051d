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
import org.apache.beam.model.pipeline.v1.MetricsApi.MonitoringInfo;
import org.apache.beam.runners.core.metrics.DistributionData;
import org.apache.beam.runners.core.metrics.MetricUpdates;
import org.apache.beam.runners.core.metrics.MetricUpdates.MetricUpdate;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.core.metrics.MonitoringInfoConstants;
import org.apache.beam.runners.core.metrics.StringSetData;
import org.apache.beam.sdk.metrics.MetricName;
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

  static void read(byte[] captured, MetricsContainerStepMap into) {
    ByteArrayInputStream bytes = new ByteArrayInputStream(captured);
    try {
      for (MonitoringInfo info = MonitoringInfo.parseDelimitedFrom(bytes);
          info != null;
          info = MonitoringInfo.parseDelimitedFrom(bytes)) {
        String step = info.getLabelsOrThrow(MonitoringInfoConstants.Labels.PTRANSFORM);
        MetricsContainerImpl read = new MetricsContainerImpl(step);
        read.update(List.of(info));
        add(read.getCumulative(), into.getContainer(step));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Captured metrics cannot be read", e);
    }
  }

  // By the names that users have given: what is read from infos has names that are equal to no others.
  private static void add(MetricUpdates read, MetricsContainerImpl into) {
    read.counterUpdates().forEach(each -> into.getCounter(name(each)).inc(each.getUpdate()));
    for (MetricUpdate<DistributionData> each : read.distributionUpdates()) {
      DistributionData data = each.getUpdate();
      into.getDistribution(name(each)).update(data.sum(), data.count(), data.min(), data.max());
    }
    read.gaugeUpdates().forEach(each -> into.getGauge(name(each)).set(each.getUpdate().value()));
    for (MetricUpdate<StringSetData> each : read.stringSetUpdates()) {
      into.getStringSet(name(each)).add(each.getUpdate().stringSet().toArray(new String[0]));
    }
    read.boundedTrieUpdates()
        .forEach(each -> into.getBoundedTrie(name(each)).update(each.getUpdate()));
    for (MetricUpdate<HistogramData> each : read.histogramsUpdates()) {
      HistogramData data = each.getUpdate();
      into.getHistogram(name(each), data.getBucketType()).update(data);
    }
  }

  private static MetricName name(MetricUpdate<?> read) {
    MetricName name = read.getKey().metricName();
    return MetricName.named(name.getNamespace(), name.getName());
  }
}
