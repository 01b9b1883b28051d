/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.ForwardingMetrics;
import dev.millrace.execution.host.StageHost;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.metrics.MetricsEnvironment.MetricsEnvironmentState;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The metrics container of the thread while it is in a stage: that of the step whose code is
 * running. To go from one step to the next takes no more than a number, where giving the thread
 * another container each time would be a good part of what a fused hop costs. Beam's own SDK
 * harness does the same, and as there, a container that user code has handed to another thread
 * counts for the step that happens to be running, or was the last to be.
 */
final class StageMetrics extends ForwardingMetrics {
  private static final int OUTSIDE = -1;

  private final StageHost host;
  private final MetricsEnvironmentState thread;
  private final List<String> transforms = new ArrayList<>();
  private final List<@Nullable MetricsContainer> containers = new ArrayList<>();
  private int running = OUTSIDE;

  // Another thread may go on counting when the stage is left.
  private int latest;
  private @Nullable MetricsContainer outer;

  /** The metrics of a stage that this thread runs. */
  StageMetrics(StageHost host) {
    this.host = host;
    this.thread = MetricsEnvironment.getMetricsEnvironmentStateForCurrentThread();
  }

  /** Adds a step; answers its number. */
  int add(String transform) {
    transforms.add(transform);
    containers.add(null);
    return transforms.size() - 1;
  }

  /** Goes to a step; answers what {@link #exit} needs. */
  int enter(int step) {
    int before = running;
    running = step;
    if (before == OUTSIDE) {
      outer = thread.activate(this);
    }
    return before;
  }

  /** Goes back to where {@link #enter} came from. */
  void exit(int before) {
    if (before == OUTSIDE) {
      latest = running;
      thread.activate(outer);
    }
    running = before;
  }

  @Override
  protected MetricsContainer current() {
    int step = running == OUTSIDE ? latest : running;
    MetricsContainer container = containers.get(step);
    if (container == null) {
      container = host.metrics(transforms.get(step));
      containers.set(step, container);
    }
    return container;
  }
}
