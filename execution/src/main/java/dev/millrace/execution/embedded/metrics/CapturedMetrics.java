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
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.runners.core.metrics.MonitoringInfoConstants;

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
        into.getContainer(step).update(List.of(info));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Captured metrics cannot be read", e);
    }
  }
}
