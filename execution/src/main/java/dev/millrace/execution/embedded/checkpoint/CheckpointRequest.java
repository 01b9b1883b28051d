/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.util.concurrent.CompletableFuture;

/**
 * Somebody wants a checkpoint.
 *
 * @param target where it is to go
 * @param kind what is done behind it
 * @param published gets its number once it has been published
 */
record CheckpointRequest(CheckpointTarget target, Kind kind, CompletableFuture<Long> published) {

  /** What is done behind a checkpoint. */
  enum Kind {
    /** The job goes on. */
    PASSING,
    /** Tasks stop at its barrier, and leave once it has been published. */
    STOPPING,
    /** There is nothing left to do: all tasks have done their work, and left. */
    LAST
  }

  CheckpointRequest(CheckpointTarget target, Kind kind) {
    this(target, kind, new CompletableFuture<>());
  }

  boolean is(Kind some) {
    return kind == some;
  }
}
