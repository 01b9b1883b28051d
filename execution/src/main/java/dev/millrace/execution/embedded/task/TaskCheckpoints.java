/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.host.StageInstance;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The part of a task in checkpoints. A barrier divides what the task does: everything that came
 * before it has been processed, in bundles that have ended, and sent, before the task is captured
 * and the barrier goes on.
 *
 * <p>Only what has changed is captured, and most of that behind the barrier, in slices at the
 * beginning of turns, while the task goes on. One capture is complete before the next is begun.
 *
 * <p>Threading: used by its task alone.
 */
final class TaskCheckpoints {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int STEPS = 256;
  private static final long NONE = -1;

  private final TaskId task;
  private final StageInstance instance;
  private final TaskHost host;
  private final Bundle bundle;
  private final Outputs outputs;
  private final CheckpointLedger ledger;
  private final Requests requests;
  private final Supplier<Slice> slices;
  private @Nullable UnderWay underWay;
  private long completed;
  private long wantedBehind = NONE;
  private long dropped;

  private record UnderWay(long checkpoint, CheckpointLedger.Timing timing) {}

  TaskCheckpoints(
      TaskPorts ports,
      TaskLimits limits,
      StageInstance instance,
      TaskHost host,
      Bundle bundle,
      Outputs outputs,
      CheckpointLedger ledger) {
    this.task = ports.id();
    this.requests = ports.requests();
    this.slices = limits.timed() ? () -> Slice.ofNanos(SLICE_NANOS) : () -> Slice.ofSteps(STEPS);
    this.instance = instance;
    this.host = host;
    this.bundle = bundle;
    this.outputs = outputs;
    this.ledger = ledger;
  }

  /** Does what is to be done about checkpoints before the work of a turn. */
  void beginTurn(Intake intake) throws Exception {
    if (isCapturing()) {
      goOnCapturing(slices.get());
    }
    goOnWithoutDropped(intake);
    completeIfPublished();
    passOnWish();
    if (isDue(intake)) {
      take(requests.askedCheckpoint(), 0);
    }
  }

  /** Whether a checkpoint is asked for whose barrier no channel brings any more. */
  boolean isDue(Intake intake) {
    return intake.ended() && requests.askedCheckpoint() > host.epoch() && !stopped();
  }

  private void goOnWithoutDropped(Intake intake) {
    long newlyDropped = requests.droppedCheckpoint();
    if (newlyDropped > dropped) {
      dropped = newlyDropped;
      intake.dropBarriers(dropped);
      host.skip(dropped);
    }
  }

  // Does what waits for a checkpoint that has been published meanwhile.
  private void completeIfPublished() throws Exception {
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

  private void passOnWish() {
    if (requests.checkpointWanted() && wantedBehind != completed) {
      wantedBehind = completed;
      ledger.wanted();
    }
  }

  /** The task is at the barrier that has come by all channels, and passes it. */
  void takeFrom(Intake intake) throws Exception {
    take(intake.checkpoint(), intake.alignmentNanos());
    intake.passBarrier();
  }

  private void take(long checkpoint, long alignmentNanos) throws Exception {
    long start = System.nanoTime();
    beginCapture(checkpoint);
    outputs.barrier(checkpoint);
    long pauseNanos = System.nanoTime() - start;
    underWay = new UnderWay(checkpoint, new CheckpointLedger.Timing(alignmentNanos, pauseNanos));
    goOnCapturing(slices.get());
  }

  private void beginCapture(long checkpoint) throws Exception {
    goOnCapturing(Slice.whole());
    bundle.finish(instance);
    outputs.flush();
    host.arrive(checkpoint);
    instance.snapshot(checkpoint);
    host.pass();
    host.beginCapture();
  }

  private void goOnCapturing(Slice slice) {
    UnderWay current = underWay;
    StateImage image = current == null ? null : host.capture(slice);
    if (current != null && image != null) {
      underWay = null;
      ledger.captured(task, current.checkpoint, image, current.timing);
    }
  }

  /** Whether something has yet to be captured as it was at the last barrier. */
  boolean isCapturing() {
    return underWay != null;
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
      beginCapture(Math.max(host.epoch(), requests.askedCheckpoint()) + 1);
      ledger.finished(task, requireNonNull(host.capture(Slice.whole())));
    }
  }
}
