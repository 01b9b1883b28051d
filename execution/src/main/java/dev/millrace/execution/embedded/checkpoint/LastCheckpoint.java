/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.embedded.checkpoint.CheckpointRequest.Kind;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Publishes the last checkpoint of a job all of whose tasks have left, however often it takes. */
final class LastCheckpoint {
  private final String job;
  private final CheckpointTarget target;
  private final Durability.Patience patience;
  private final CompletableFuture<Void> closed;
  private final Function<CheckpointRequest, CompletableFuture<Long>> take;

  /**
   * The last checkpoint of {@code job}.
   *
   * @param closed completes when it is not to be waited for any more
   * @param take takes a checkpoint
   */
  LastCheckpoint(
      String job,
      CheckpointTarget target,
      Durability.Patience patience,
      CompletableFuture<Void> closed,
      Function<CheckpointRequest, CompletableFuture<Long>> take) {
    this.job = job;
    this.target = target;
    this.patience = patience;
    this.closed = closed;
    this.take = take;
  }

  /**
   * Returns once it has been published, or is not to be waited for any more.
   *
   * @throws IOException if it has come to nothing too often
   */
  void publish() throws IOException {
    Throwable failure = attempt();
    for (int failures = 1; failure != null && !closed.isDone(); failures++) {
      if (failures == patience.failures()) {
        throw patience.exhausted("Job " + job, failure);
      }
      CompletableFuture<Void> pause = new CompletableFuture<>();
      pause.completeOnTimeout(null, patience.retryMillis(), TimeUnit.MILLISECONDS);
      CompletableFuture.anyOf(closed, pause).join();
      failure = attempt();
    }
  }

  // Answers why it has come to nothing, if it has.
  private @Nullable Throwable attempt() {
    CompletableFuture<@Nullable Throwable> failure =
        take.apply(new CheckpointRequest(target, Kind.LAST)).handle((number, thrown) -> thrown);
    CompletableFuture.anyOf(closed, failure).join();
    return failure.getNow(null);
  }
}
