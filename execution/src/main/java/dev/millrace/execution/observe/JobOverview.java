/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a job is at.
 *
 * @param id tells it from all others of the process
 * @param name the name that its options give
 * @param state RUNNING, DONE, FAILED or CANCELLED
 * @param startedMillis when it was started, in milliseconds since 1970
 * @param endedMillis when it ended, null while it runs
 * @param nowMillis when this was asked
 * @param restarts how often it has begun again
 * @param draining whether it is being drained
 * @param parallelism how many instances a stage has that is parallel
 * @param takesCheckpoints whether it takes checkpoints
 * @param failure why it has failed, or last began again; null if it never failed
 */
public record JobOverview(
    String id,
    String name,
    String state,
    long startedMillis,
    @Nullable Long endedMillis,
    long nowMillis,
    int restarts,
    boolean draining,
    int parallelism,
    boolean takesCheckpoints,
    @Nullable FailureView failure) {

  /** Whether it runs. */
  public boolean running() {
    return endedMillis == null;
  }
}
