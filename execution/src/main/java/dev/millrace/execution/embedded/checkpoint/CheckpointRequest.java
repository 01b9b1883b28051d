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
 * @param published gets its number once it has been published
 * @param last whether it is that of a job that has done all its work
 */
record CheckpointRequest(
    CheckpointTarget target, CompletableFuture<Long> published, boolean last) {

  static CheckpointRequest to(CheckpointTarget target) {
    return new CheckpointRequest(target, new CompletableFuture<>(), false);
  }

  static CheckpointRequest lastTo(CheckpointTarget target) {
    return new CheckpointRequest(target, new CompletableFuture<>(), true);
  }
}
