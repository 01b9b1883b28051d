/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.work.Participant;
import dev.millrace.execution.embedded.work.StageQueues;
import dev.millrace.execution.embedded.work.WorkQueues;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.WorkQueue;
import org.apache.beam.sdk.coders.Coder;

/** The work of one instance, which nobody takes from it once it has it. */
final class InstanceWork implements WorkQueues {
  private final StageQueues own;
  private final WholeWork whole;
  private final Runnable atBarrier;

  /**
   * Work of an instance.
   *
   * @param atBarrier called when the instance passes a barrier
   */
  InstanceWork(RestoredState restored, WholeWork whole, Runnable atBarrier) {
    this.own = new StageQueues(restored);
    this.whole = whole;
    this.atBarrier = atBarrier;
  }

  @Override
  public <T> WorkQueue<T> share(
      String transform, Coder<T> coder, Participant instance, FirstWork<T> first) {
    return whole.share(own, transform, coder, instance, first);
  }

  @Override
  public void pass(long checkpoint) {
    own.pass(checkpoint);
    atBarrier.run();
  }

  /** Writes down what {@code checkpoint} has of the work. */
  void capture(long checkpoint, StateSink sink) {
    own.capture(checkpoint, sink);
  }
}
