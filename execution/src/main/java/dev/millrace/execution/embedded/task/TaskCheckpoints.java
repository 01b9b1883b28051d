/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.host.StageInstance;

/**
 * The part of a task in checkpoints. A barrier divides what the task does: everything that came
 * before it has been processed, in bundles that have ended, and sent, before the task is captured
 * and the barrier goes on.
 *
 * <p>Threading: used by its task alone.
 */
final class TaskCheckpoints {
  private final TaskId task;
  private final StageInstance instance;
  private final TaskHost host;
  private final Bundle bundle;
  private final Outputs outputs;
  private final CheckpointLedger ledger;
  private final Requests requests;
  private long completed;

  TaskCheckpoints(
      TaskPorts ports,
      StageInstance instance,
      TaskHost host,
      Bundle bundle,
      Outputs outputs,
      CheckpointLedger ledger) {
    this.task = ports.id();
    this.requests = ports.requests();
    this.instance = instance;
    this.host = host;
    this.bundle = bundle;
    this.outputs = outputs;
    this.ledger = ledger;
  }

  /** Takes the checkpoint that is asked for, if no channel brings its barrier any more. */
  void takeIfAsked(Intake intake) throws Exception {
    if (isDue(intake)) {
      take(requests.askedCheckpoint());
    }
  }

  /** Whether {@link #takeIfAsked} would take a checkpoint. */
  boolean isDue(Intake intake) {
    return intake.ended() && requests.askedCheckpoint() > host.epoch();
  }

  /** The task is at the barrier of {@code checkpoint}, and passes it. */
  void take(long checkpoint) throws Exception {
    StateImage image = captured(checkpoint);
    outputs.barrier(checkpoint);
    ledger.captured(task, checkpoint, image);
  }

  private StateImage captured(long checkpoint) throws Exception {
    bundle.finish(instance);
    outputs.flush();
    host.arrive(checkpoint);
    instance.snapshot(checkpoint);
    host.pass();
    return host.capture();
  }

  /** Does what waits for a checkpoint that has been published meanwhile. */
  void completeIfPublished() throws Exception {
    long published = requests.completedCheckpoint();
    if (published > completed) {
      completed = published;
      bundle.finalizeUpTo(published);
      // What that would set free is in the checkpoint, and is set free where the job goes on.
      if (!stopped()) {
        instance.checkpointComplete(published);
      }
    }
  }

  /** Whether the task is at a barrier behind which it is not to go on. */
  boolean stopped() {
    return requests.stopsAt(host.epoch());
  }

  /** Whether a task that has stopped may leave, its last checkpoint having been published. */
  boolean mayLeave() {
    return completed >= host.epoch();
  }

  /** Whether a task that has nothing else to do has to wait for a checkpoint before it is done. */
  boolean mustWait() {
    if (!ledger.takesCheckpoints()
        || (host.finalizers().isEmpty() && !instance.awaitsCheckpoint())) {
      return false;
    }
    ledger.wanted();
    return true;
  }

  /** The task is done. */
  void finish() throws Exception {
    if (ledger.takesCheckpoints()) {
      // Behind all checkpoints that there can be: what it does now belongs to none of its own.
      ledger.finished(task, captured(Math.max(host.epoch(), requests.askedCheckpoint()) + 1));
    }
  }
}
