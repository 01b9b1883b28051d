/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.metrics;

import dev.millrace.execution.host.ForwardingMetrics;
import org.apache.beam.runners.core.metrics.MetricsContainerImpl;
import org.apache.beam.runners.core.metrics.MetricsContainerStepMap;
import org.apache.beam.sdk.metrics.MetricsContainer;

/**
 * The metrics of a step in one task's open bundle.
 *
 * <p>Beam's containers keep every metric they ever had, and look at all of them when a bundle ends.
 * So they are used for some bundles only: what a bundle's end costs depends on what was counted in
 * the latest bundles, not on how many metrics the step has in all.
 */
final class StepMetrics extends ForwardingMetrics {
  private static final int BUNDLES_PER_CONTAINER = 16;

  private final String step;
  private volatile MetricsContainerImpl container;
  private int bundles;

  StepMetrics(String step) {
    this.step = step;
    this.container = new MetricsContainerImpl(step);
  }

  /** What the latest bundles counted; all but that of the open one is reset. */
  MetricsContainerImpl container() {
    return container;
  }

  void addTo(MetricsContainerStepMap totals) {
    totals.update(step, container);
  }

  /** Begins a new bundle, the metrics of this one having been taken over. */
  void reset() {
    bundles++;
    if (bundles < BUNDLES_PER_CONTAINER) {
      container.reset();
    } else {
      bundles = 0;
      container = new MetricsContainerImpl(step);
    }
  }

  @Override
  protected MetricsContainer current() {
    return container;
  }
}
