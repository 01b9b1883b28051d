/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.metrics.TaskMetrics;
import dev.millrace.execution.host.StageInstance;
import java.util.concurrent.TimeUnit;

/**
 * The open bundle of a task: when it is to end, and what then follows.
 *
 * <p>Threading: used by its task alone.
 */
final class Bundle {
  private final TaskLimits limits;
  private final TaskMetrics metrics;
  private final Finalizers finalizers;
  private final boolean leavesFinalizers;
  private long size;
  private long start;
  private long finished;

  /**
   * No bundle yet.
   *
   * @param leavesFinalizers whether call-backs wait for a checkpoint, instead of the end of the
   *     bundle
   */
  Bundle(TaskLimits limits, TaskMetrics metrics, Finalizers finalizers, boolean leavesFinalizers) {
    this.leavesFinalizers = leavesFinalizers;
    this.limits = limits;
    this.metrics = metrics;
    this.finalizers = finalizers;
  }

  /** Counts an element or timer; true if the bundle has as many as it may have. */
  boolean add() {
    add(1);
    return full();
  }

  /** Counts elements that came from work of the instance's own. */
  void add(long elements) {
    if (size == 0) {
      start = System.nanoTime();
    }
    size += elements;
  }

  /** How many elements the bundle may still have, at least one. */
  int room() {
    return (int) Math.max(1, limits.bundleElements() - size);
  }

  /** Whether the bundle has as many elements and timers as it may have. */
  boolean full() {
    return size >= limits.bundleElements();
  }

  /** Whether the bundle has any element or timer. */
  boolean isStarted() {
    return size > 0;
  }

  /** Whether the bundle has been open for as long as it may be. */
  boolean overdue() {
    return openFor(limits.bundleMillis());
  }

  /** Whether the bundle has elements and its first one is {@code millis} ago or more. */
  boolean openFor(long millis) {
    return size > 0 && System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis);
  }

  /** Ends the bundle of {@code instance}, if one is open. */
  void finish(StageInstance instance) throws Exception {
    if (instance.bundleOpen()) {
      instance.finishBundle();
      finished++;
    }
    size = 0;
    metrics.commit();
    if (!leavesFinalizers && finalizers.run()) {
      metrics.commit();
    }
  }

  /** How many bundles were finished. */
  long finished() {
    return finished;
  }

  /** Calls what was left to checkpoints up to this one. */
  void finalizeUpTo(long checkpoint) {
    if (finalizers.run(checkpoint)) {
      metrics.commit();
    }
  }

  /** Gives the bundle up after a failure. */
  void discard() {
    metrics.discard();
  }

  /**
   * Tells that the instance has been closed, of which there may be metrics too.
   *
   * @param finished whether it had done all that it was to do
   */
  void closed(boolean finished) {
    if (finished) {
      metrics.commit();
    }
  }
}
