/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.operator;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.metrics.StageMetricsAccumulator;
import dev.millrace.flink.plan.StageCode;
import dev.millrace.flink.stage.Exits;
import dev.millrace.flink.stage.Place;
import dev.millrace.flink.stage.StageTask;
import dev.millrace.flink.stage.WholeWork;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorV2;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A stage as an operator of Flink.
 *
 * <p>What comes in waits for a turn until there is a chunk of it, or for a millisecond: Flink tells
 * nobody that it has nothing more for now. A bundle ends with a turn that has nothing left to do.
 */
abstract class StageOperator extends AbstractStreamOperatorV2<StageElement> implements Exits {
  private static final int CHUNK_ELEMENTS = 256;
  private static final long PATIENCE_MILLIS = 1;
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long NEVER = Long.MAX_VALUE;

  private final StageCode code;
  private final Place place;
  private final MailboxExecutor mailbox;
  private final Thread owner = Thread.currentThread();
  private final List<Departing> departing;
  private final ViewDeparture views = new ViewDeparture();
  private @Nullable FlinkState state;
  private @Nullable StageTask task;
  private @Nullable StateImage captured;
  private int arrived;
  private long wakeMillis = NEVER;
  private boolean mailed;
  private boolean woken;
  private boolean finishing;
  private boolean idle;

  StageOperator(
      StreamOperatorParameters<StageElement> parameters, StageCode code, int inputs) {
    super(parameters, inputs);
    this.code = code;
    this.mailbox = parameters.getMailboxExecutor();
    this.place =
        new Place(
            getRuntimeContext().getTaskInfo().getIndexOfThisSubtask(),
            getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks());
    this.departing = Departing.of(code);
  }

  final StageCode code() {
    return code;
  }

  private StageTask task() {
    return requireNonNull(task);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    FlinkState kept =
        new FlinkState(place, this.<Integer>getKeyedStateBackend(), context.getOperatorStateStore());
    state = kept;
    OptionalLong checkpoint = context.getRestoredCheckpointId();
    RestoredState restored =
        context.isRestored()
            ? RestoredState.of(
                kept.read(), place.instance(), place.parallelism(), Keyer.KEY_GROUPS)
            : RestoredState.nothing();
    task = new StageTask(code, place, restored, checkpoint, WholeWork.OWN, this, this::wake);
    getRuntimeContext()
        .addAccumulator(
            "millrace-" + code.stage().id(), new StageMetricsAccumulator(task().metrics()));
  }

  @Override
  public void open() throws Exception {
    super.open();
    task().begin();
    mail();
  }

  final void inputElement(int input, StageElement element) throws Exception {
    WindowedValue<?> value = element.element();
    if (value == null) {
      task().metrics().restore(requireNonNull(element.metrics()));
      return;
    }
    task().element(input, element.key(), value);
    arrived();
  }

  final void inputWatermark(int input, Watermark mark) throws Exception {
    task().watermark(input, EventTime.toBeam(mark.getTimestamp()));
    arrived();
  }

  final void inputStatus(int input, WatermarkStatus status) throws Exception {
    if (status.isIdle()) {
      task().idle(input);
      arrived();
    }
  }

  final void viewMessage(byte[] message) throws Exception {
    task().view(message);
    arrived();
  }

  final void inputEnd(int input) throws Exception {
    task().end(input);
    arrived();
  }

  private void arrived() throws Exception {
    if (++arrived >= CHUNK_ELEMENTS || code.settings().testTime() != null) {
      run();
    } else {
      wakeBy(processingTimeService.getCurrentProcessingTime() + PATIENCE_MILLIS);
    }
  }

  // Flink's own thread has a turn ahead when something comes in, and else looks before it rests.
  private void wake() {
    if (Thread.currentThread() == owner) {
      woken = true;
    } else {
      mailbox.execute(this::run, "millrace: woken");
      LockSupport.unpark(owner);
    }
  }

  private void mail() {
    if (!mailed) {
      mailed = true;
      mailbox.execute(
          () -> {
            mailed = false;
            run();
          },
          "millrace: turn");
    }
  }

  private void wakeBy(long millis) {
    if (millis < wakeMillis && !finishing) {
      wakeMillis = millis;
      ScheduledFuture<?> unused = processingTimeService.registerTimer(
          millis,
          time -> {
            if (wakeMillis <= time) {
              wakeMillis = NEVER;
            }
            run();
          });
    }
  }

  private void run() throws Exception {
    arrived = 0;
    woken = false;
    if (task().isDone() || finishing) {
      return;
    }
    Progress progress = task().turn();
    while (task().hasArrivals()) {
      progress = task().turn();
    }
    if (progress == Progress.MORE) {
      mail();
    } else if (progress != Progress.DONE) {
      if (task().rest() && !woken) {
        wakeAfter(task().restNanos());
      } else {
        mail();
      }
    }
  }

  private void wakeAfter(long nanos) {
    if (nanos != NEVER) {
      wakeBy(
          processingTimeService.getCurrentProcessingTime()
              + TimeUnit.NANOSECONDS.toMillis(nanos + 999_999));
    }
  }

  /**
   * {@inheritDoc} Returns when nothing is left to do: what is emitted later goes nowhere. No barrier
   * comes meanwhile, so what waits for a checkpoint goes on without one.
   */
  @Override
  public void finish() throws Exception {
    finishing = true;
    while (!task().isDone()) {
      Progress progress = task().turn();
      if (task().waitedForCheckpoint()) {
        writeCaptured();
        captured = task().goOnWithoutCheckpoint();
      } else if (progress != Progress.MORE && progress != Progress.DONE && task().rest()) {
        await(Math.min(LOOK_NANOS, task().restNanos()));
      }
    }
    super.finish();
  }

  private void await(long nanos) throws InterruptedException {
    if (!mailbox.tryYield()) {
      LockSupport.parkNanos(this, nanos);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    if (!code.settings().takesCheckpoints()) {
      throw new IllegalStateException(
          "A savepoint is asked for of a job that takes no checkpoints, and so does not know what"
              + " has changed: start it with --checkpointingInterval");
    }
    writeCaptured();
    captured = task().barrier(checkpointId);
    if (!task().isDone()) {
      mail();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    writeCaptured();
  }

  private void writeCaptured() throws Exception {
    StateImage image = captured;
    if (image != null) {
      captured = null;
      requireNonNull(state).write(image);
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    task().checkpointComplete(checkpointId);
    mail();
  }

  @Override
  public void close() throws Exception {
    try {
      if (task != null) {
        task.stop();
        task.close();
      }
    } finally {
      super.close();
    }
  }

  @Override
  public void element(int departure, StageElement element) {
    active();
    departing.get(departure).emit(output, element);
  }

  @Override
  public void view(byte[] message) {
    views.emit(output, message);
  }

  @Override
  public void watermark(long millis) {
    active();
    output.emitWatermark(new Watermark(EventTime.toFlink(millis)));
  }

  @Override
  public void idle() {
    idle = true;
    output.emitWatermarkStatus(WatermarkStatus.IDLE);
  }

  private void active() {
    if (idle) {
      idle = false;
      output.emitWatermarkStatus(WatermarkStatus.ACTIVE);
    }
  }
}
