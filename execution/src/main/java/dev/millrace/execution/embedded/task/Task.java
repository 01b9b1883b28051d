/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.channel.Channel;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.schedule.Doorbell;
import dev.millrace.execution.embedded.schedule.Schedulable;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageInstance;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One parallel instance of a stage, as work without a thread.
 *
 * <p>A turn fires event-time timers left over from the turn before, takes what has come in, fires
 * processing-time timers, gives the instance its share of time for work of its own, and settles:
 * ends the bundle if nothing more is there, and sends what was emitted and the output watermark,
 * which waits for event-time timers that are due. A task at rest has no open bundle and nothing
 * left to send.
 *
 * <p>A task is done when its input has ended, its instance has no work of its own, no timer is due
 * and nothing holds the output watermark. Processing-time timers that are pending then are dropped:
 * their windows have expired.
 *
 * <p>Threading: one thread gives the turns, the same for all. Others reach the task by its {@link
 * TaskPorts} and read its {@link TaskStatus}.
 */
public final class Task implements Schedulable {
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final TaskPorts ports;
  private final TaskServices services;
  private final TaskLimits limits;
  private final Connections connections;
  private final Supplier<StageInstance> instances;
  private final Intake intake;
  private final TaskHost host;
  private final Bundle bundle;
  private final Advancing ownWork;
  private final SynchronizedTime synchronizedTime;
  private final TaskStatus status = new TaskStatus();
  private @Nullable Open open;
  private boolean drained;
  private boolean finished;

  /**
   * How a task is connected.
   *
   * @param incoming the channels that lead to it
   * @param outputs what it sends
   * @param upstream the tasks whose output may reach it
   * @param stop stops it
   */
  public record Connections(
      List<Channel> incoming, Outputs outputs, Upstream upstream, StopSignal stop) {}

  /**
   * The bells of the tasks whose output may reach a task.
   *
   * @param producers those that send to it
   * @param others those whose output goes through others first
   */
  public record Upstream(List<Doorbell> producers, List<Doorbell> others) {}

  private record Open(
      StageInstance instance,
      InstanceDriver driver,
      Forwarding forwarding,
      TaskCheckpoints checkpoints) {}

  /** A task that makes its instance by {@code instances} at its first turn. */
  public Task(
      TaskPorts ports,
      TaskServices services,
      TaskLimits limits,
      Connections connections,
      Supplier<StageInstance> instances) {
    this.ports = ports;
    this.services = services;
    this.limits = limits;
    this.connections = connections;
    this.instances = instances;
    TaskProgress begun = TaskProgress.restored(ports.id().stage(), services.restored());
    this.intake =
        new Intake(ports.mailbox(), connections.incoming().size(), begun.inputWatermark());
    this.synchronizedTime =
        new SynchronizedTime(services.clock(), connections.upstream(), ports.doorbell(), intake);
    this.host = new TaskHost(ports, services, connections.outputs(), synchronizedTime, begun);
    this.bundle =
        new Bundle(
            limits,
            services.metrics(),
            host.finalizers(),
            services.checkpoints().takesCheckpoints());
    this.ownWork = new Advancing(ports.requests(), limits);
  }

  /** By what others reach it. */
  public TaskPorts ports() {
    return ports;
  }

  /** The channels that lead to it. */
  public List<Channel> incoming() {
    return connections.incoming();
  }

  /** The side inputs that it waits for. */
  public List<TaskSideInputs.Wait> waits() {
    return services.sideInputs().waits();
  }

  /** The channels that lead from it. */
  public Stream<Channel> outgoing() {
    return connections.outputs().channels();
  }

  /** What others may know of it. */
  public TaskStatus status() {
    return status;
  }

  @Override
  public String name() {
    return ports.id().threadName();
  }

  @Override
  public Map<String, String> logContext() {
    return ports.id().logContext();
  }

  @Override
  public Doorbell doorbell() {
    return ports.doorbell();
  }

  @Override
  public Progress turn() throws Exception {
    status.turnBegins(System.nanoTime());
    try {
      return takeTurn();
    } finally {
      status.turnEnds(System.nanoTime());
    }
  }

  private Progress takeTurn() throws Exception {
    connections.stop().throwIfStopped();
    Open current = open == null ? open() : open;
    if (ports.requests().draining() && !drained) {
      drain(current.instance);
    }
    answer(current.instance);
    current.driver.beginTurn();
    // Before timers that are due: there may be more of them than the turns that it takes to ask.
    current.checkpoints.beginTurn(intake);
    if (!current.checkpoints.stopped() && current.driver.fireEventTimers()) {
      work(current);
    }
    return current.checkpoints.stopped() ? atLastBarrier(current) : settle(current);
  }

  private void answer(StageInstance instance) {
    CompletableFuture<TaskInsight> asked = ports.requests().takeInsight();
    if (asked != null) {
      try {
        asked.complete(host.insight(instance, ownWork.silentMillis()));
      } catch (RuntimeException e) {
        // Of the user's own values, whose renderings are not the task's business.
        asked.completeExceptionally(e);
      }
    }
  }

  // Nothing at all is done there: it would be done again by a job that goes on from there.
  private Progress atLastBarrier(Open current) {
    tell(current);
    if (current.checkpoints.mayLeave()) {
      status.done();
      return Progress.DONE;
    }
    return current.checkpoints.isCapturing() ? Progress.MORE : Progress.IDLE;
  }

  private Open open() throws Exception {
    StageInstance instance = instances.get();
    TaskCheckpoints checkpoints =
        new TaskCheckpoints(
            ports, limits, instance, host, bundle, connections.outputs(), services.checkpoints());
    InstanceDriver driver =
        new InstanceDriver(
            instance,
            host,
            intake,
            bundle,
            connections,
            synchronizedTime,
            checkpoints,
            new TurnBudget(limits.turnNanos()));
    Forwarding forwarding =
        new Forwarding(instance, host, connections.outputs(), services.sideInputs(), bundle);
    Open opened = new Open(instance, driver, forwarding, checkpoints);
    open = opened;
    status.begun();
    instance.open(host);
    forwarding.begin();
    driver.beginTurn();
    if (intake.ended()) {
      driver.advanceWatermark();
    }
    return opened;
  }

  // Nobody plays what is left of a test stream: it need not wait for its turn to end.
  private void drain(StageInstance instance) throws Exception {
    drained = true;
    ports.requests().goOn();
    instance.drain();
  }

  private void work(Open open) throws Exception {
    if (!open.checkpoints.stopped()) {
      open.driver.takeInput();
    }
    if (open.checkpoints.stopped()) {
      return;
    }
    open.driver.takeReadySideInputs();
    open.driver.fireProcessingTimers();
    doOwnWork(open.instance);
    open.driver.fireEventTimers();
  }

  // Work that never runs dry is cut into bundles like everything else.
  private void doOwnWork(StageInstance instance) throws Exception {
    long readBefore = instance.elementsRead();
    ownWork.advance(instance, bundle.room());
    if (ownWork.progress() == Progress.MORE && instance.bundleOpen()) {
      bundle.add(Math.max(1, instance.elementsRead() - readBefore));
    }
  }

  private Progress settle(Open open) throws Exception {
    boolean didSomething = open.driver.didSomething() || open.instance.bundleOpen();
    boolean more = ownWork.progress() == Progress.MORE || open.driver.hasMore();
    if (!more || bundle.full() || bundle.overdue()) {
      bundle.finish(open.instance);
    }
    synchronizedTime.beforeSending();
    if (open.driver.eventTimerDue()) {
      synchronizedTime.moreBelongsToIt();
      connections.outputs().flush();
    } else {
      open.forwarding.forward();
    }
    ownWork.turnEnded(didSomething);
    if (!more && outOfWork(open) && !open.checkpoints.mustWait() && nothingHolds(open)) {
      open.forwarding.end();
      open.checkpoints.finish();
      tell(open);
      finished = true;
      status.done();
      return Progress.DONE;
    }
    tell(open);
    // Input may have ended after the look whether a checkpoint is asked for. If the task had ended
    // with it then that would have been its answer.
    more |=
        open.driver.hasMore() || open.checkpoints.isDue(intake) || open.checkpoints.isCapturing();
    return more ? Progress.MORE : rest(open);
  }

  private boolean outOfWork(Open open) {
    return intake.ended() && ownWork.progress() == Progress.DONE && !open.driver.hasMore();
  }

  private boolean nothingHolds(Open open) {
    if (open.instance.hold() < MAX) {
      return false;
    }
    open.driver.dropTimers();
    return host.minimumHold() >= MAX;
  }

  private Progress rest(Open open) {
    if (isIdle()) {
      open.forwarding.announceIdle();
      status.idle(true);
    }
    return ownWork.progress() == Progress.AWAITS_QUIESCENCE
        ? Progress.AWAITS_QUIESCENCE
        : Progress.IDLE;
  }

  private boolean isIdle() {
    if (!incoming().isEmpty()) {
      return intake.idle() && ownWork.progress() == Progress.DONE;
    }
    return limits.idleMillis() > 0
        && ownWork.progress() == Progress.IDLE
        && ownWork.idleFor(limits.idleMillis());
  }

  private void tell(Open open) {
    status.elements(
        open.driver.elementsIn() + open.instance.elementsRead(), connections.outputs().emitted());
    status.watermarks(
        host.inputWatermark(), host.minimumHold(), open.instance.hold(), host.outputWatermark());
    status.timers(
        host.timers().size(),
        host.timers().nextEventTime(),
        Math.min(host.timers().nextProcessingTime(), host.timers().nextSynchronizedTime()),
        open.driver.timersAwaitCheckpoint());
    status.bundles(bundle.finished());
    status.idle(open.forwarding.isIdle());
    status.elementsWaiting(open.instance.elementsWaiting());
    status.fractionDone(open.instance.fractionDone());
  }

  @Override
  public boolean hasArrivals() {
    return !intake.isEmpty();
  }

  @Override
  public long restNanos() {
    long nanos = UNTIL_RUNG;
    if (open != null && open.checkpoints.stopped()) {
      return nanos;
    }
    if (ownWork.progress() == Progress.IDLE) {
      nanos = ownWork.restNanos();
    }
    if (open != null && open.driver.timersAwaitCheckpoint()) {
      // They wait for a bell.
      return nanos;
    }
    long next = host.timers().nextProcessingTime();
    if (next != Long.MAX_VALUE) {
      // A timer is due when its time has passed.
      nanos = Math.min(nanos, services.clock().nanosUntil(next + 1));
    }
    long nextSynchronized = host.timers().nextSynchronizedTime();
    if (nextSynchronized != Long.MAX_VALUE) {
      // Once it would be due it waits for the tasks upstream, which do not ring for that.
      long untilDue = services.clock().nanosUntil(nextSynchronized + 1);
      nanos = Math.min(nanos, Math.max(untilDue, LOOK_AGAIN_NANOS));
    }
    return nanos;
  }

  @Override
  public void rested(long nanos) {
    services.clock().waited(nanos);
  }

  @Override
  public void close() throws Exception {
    bundle.discard();
    try {
      if (open != null) {
        open.instance.close();
        bundle.closed(finished);
      }
    } finally {
      host.close();
    }
  }

  @Override
  public String toString() {
    return ports.id().toString();
  }
}
