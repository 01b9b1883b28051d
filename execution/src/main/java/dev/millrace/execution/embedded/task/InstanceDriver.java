/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.storage.HeapTimers;
import dev.millrace.execution.embedded.task.Task.Connections;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.TimerFiring;
import java.util.function.LongFunction;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls an instance for what has come in and for timers that are due, counts that for bundle and
 * turn, and ends a bundle that is full.
 *
 * <p>Threading: used by its task alone.
 */
final class InstanceDriver {
  private final StageInstance instance;
  private final TaskHost host;
  private final Intake intake;
  private final Bundle bundle;
  private final Outputs outputs;
  private final StopSignal stop;
  private final SynchronizedTime synchronizedTime;
  private final TaskCheckpoints checkpoints;
  private final TurnBudget turn;
  private long elementsIn;
  // A task that begins from a checkpoint tells its instance how far it had come.
  private long told = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  InstanceDriver(
      StageInstance instance,
      TaskHost host,
      Intake intake,
      Bundle bundle,
      Connections connections,
      SynchronizedTime synchronizedTime,
      TaskCheckpoints checkpoints,
      TurnBudget turn) {
    this.instance = instance;
    this.host = host;
    this.intake = intake;
    this.bundle = bundle;
    this.outputs = connections.outputs();
    this.stop = connections.stop();
    this.synchronizedTime = synchronizedTime;
    this.checkpoints = checkpoints;
    this.turn = turn;
  }

  /** Begins a turn. */
  void beginTurn() {
    turn.begin();
    synchronizedTime.beginTurn();
  }

  /**
   * Processes elements and watermarks in their order, until nothing is left or the turn is over.
   */
  void takeInput() throws Exception {
    while (!turn.over()) {
      switch (intake.next()) {
        case NONE -> {
          return;
        }
        case ELEMENT -> {
          elementsIn++;
          intake.giveTo(instance);
          stepped();
        }
        case WATERMARK -> {
          if (!advanceWatermark()) {
            return;
          }
        }
        case CUT_SHORT -> host.cutShort();
        case BARRIER -> {
          checkpoints.takeFrom(intake);
          if (checkpoints.stopped()) {
            return;
          }
        }
      }
    }
  }

  /** Tells the instance of side inputs that it awaits, until none is left or the turn is over. */
  void takeReadySideInputs() throws Exception {
    while (!turn.over()) {
      TaskSideInputs.Ready ready = host.sideInputs().pollReady();
      if (ready == null) {
        return;
      }
      instance.sideInputReady(ready.view(), ready.window());
      stepped();
    }
  }

  /**
   * Takes over the input watermark, fires what is due then, and tells the instance.
   *
   * @return false if the turn was over before all was fired
   */
  boolean advanceWatermark() throws Exception {
    host.inputWatermark(intake.watermark());
    if (eventTimerDue()) {
      finishBundle();
    }
    return fireEventTimers();
  }

  // A timer's call may take long; what elements have led to need not wait for that.
  private void finishBundle() throws Exception {
    if (bundle.isStarted()) {
      bundle.finish(instance);
      outputs.flush();
    }
  }

  /** Fires event-time timers; false if the turn was over before all that are due were fired. */
  boolean fireEventTimers() throws Exception {
    while (!turn.over()) {
      TimerFiring timer = host.timers().pollEventTime(timerBound());
      if (timer == null) {
        tellWatermark();
        return true;
      }
      // What was due without the drain fired before the input was cut short.
      fire(host.isCutShort() ? timer.causedByDrain() : timer);
    }
    return !eventTimerDue();
  }

  // Elements that wait for a side input keep the timers behind them waiting too.
  private long timerBound() {
    return Math.min(host.inputWatermark(), instance.timerHold());
  }

  private void tellWatermark() throws Exception {
    if (told < host.inputWatermark()) {
      told = host.inputWatermark();
      instance.inputWatermark(told);
    }
  }

  /** Fires processing-time timers until none is due or the turn is over. */
  void fireProcessingTimers() throws Exception {
    HeapTimers timers = host.timers();
    if (timers.nextProcessingTime() != Long.MAX_VALUE) {
      fireBefore(
          clock(TimeDomain.PROCESSING_TIME),
          timers.nextProcessingTime(),
          timers::pollProcessingTime);
    }
    if (timers.nextSynchronizedTime() != Long.MAX_VALUE) {
      fireBefore(
          clock(TimeDomain.SYNCHRONIZED_PROCESSING_TIME),
          timers.nextSynchronizedTime(),
          timers::pollSynchronizedTime);
    }
  }

  private long clock(TimeDomain domain) {
    long stable = instance.stableTime(domain);
    if (stable != Long.MAX_VALUE) {
      return stable;
    }
    return domain == TimeDomain.PROCESSING_TIME ? host.processingTime() : synchronizedTime.millis();
  }

  /** Whether timers of processing time wait for checkpoints rather than for the clock. */
  boolean timersAwaitCheckpoint() {
    return instance.stableTime(TimeDomain.PROCESSING_TIME) != Long.MAX_VALUE;
  }

  private void fireBefore(long now, long next, LongFunction<@Nullable TimerFiring> poll)
      throws Exception {
    if (next < now) {
      finishBundle();
    }
    while (!turn.over()) {
      TimerFiring timer = poll.apply(now);
      if (timer == null) {
        return;
      }
      fire(timer);
    }
  }

  private void fire(TimerFiring timer) throws Exception {
    instance.timer(timer);
    stepped();
  }

  private void stepped() throws Exception {
    if (bundle.add()) {
      bundle.finish(instance);
    }
    turn.step();
    stop.throwIfStopped();
  }

  /** Whether an event-time timer waits to be fired. */
  boolean eventTimerDue() {
    return host.timers().nextEventTime() < timerBound();
  }

  /** Whether something waits that could be done at once. */
  boolean hasMore() {
    long processingTimer = host.timers().nextProcessingTime();
    long synchronizedTimer = host.timers().nextSynchronizedTime();
    return !intake.isEmpty()
        || host.sideInputs().anyReady()
        || eventTimerDue()
        || (processingTimer != Long.MAX_VALUE
            && processingTimer < clock(TimeDomain.PROCESSING_TIME))
        || (synchronizedTimer != Long.MAX_VALUE
            && synchronizedTimer < clock(TimeDomain.SYNCHRONIZED_PROCESSING_TIME));
  }

  /** Whether the current turn has done something. */
  boolean didSomething() {
    return turn.steps() > 0;
  }

  /** How many elements have come in. */
  long elementsIn() {
    return elementsIn;
  }

  /** Drops the timers that can never fire: input has ended, and with it every window. */
  void dropTimers() {
    while (host.timers().pollEventTime(Long.MAX_VALUE) != null) {
      // Polling a timer releases its hold.
      stop.throwIfStopped();
    }
    while (host.timers().pollProcessingTime(Long.MAX_VALUE) != null) {
      stop.throwIfStopped();
    }
    while (host.timers().pollSynchronizedTime(Long.MAX_VALUE) != null) {
      stop.throwIfStopped();
    }
  }
}
