/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.WaitInterruptedException;
import dev.millrace.translation.graph.StageGraph;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits for the end of a job and shows its progress meanwhile: the thread that waits is the one
 * that draws, so that showing progress needs no thread of its own that could outlive the job.
 */
final class JobWait {
  private final EmbeddedJob job;
  private final ProgressSampler sampler;
  private final ProgressMode mode;
  private final Instant start = Instant.now();

  JobWait(EmbeddedJob job, StageGraph graph, ProgressMode mode) {
    this.job = job;
    this.sampler = new ProgressSampler(graph);
    this.mode = mode;
  }

  /**
   * Waits for the end, at most {@code millis}.
   *
   * @return whether the job has ended
   * @throws WaitInterruptedException if the thread that waits is interrupted; the job goes on
   */
  boolean forEnd(long millis) {
    ProgressDisplay display = ProgressDisplay.of(mode);
    try {
      ProgressSample before = sampler.sample(job.snapshot(), start);
      long left = millis;
      while (left > 0) {
        long pause = Math.min(left, display.period().toMillis());
        if (job.await(pause)) {
          return true;
        }
        left -= pause;
        ProgressSample now = sampler.sample(job.snapshot(), Instant.now());
        display.show(ProgressLine.render(before, now, Duration.between(start, now.time())));
        before = now;
      }
      return false;
    } catch (InterruptedException e) {
      throw WaitInterruptedException.keeping(e);
    } finally {
      display.end();
    }
  }
}
