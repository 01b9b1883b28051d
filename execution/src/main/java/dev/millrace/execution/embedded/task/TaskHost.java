/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.embedded.storage.CapturedHolds;
import dev.millrace.execution.embedded.storage.ColdTier;
import dev.millrace.execution.embedded.storage.ColdTiers;
import dev.millrace.execution.embedded.storage.HeapItemList;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.HeapTimers;
import dev.millrace.execution.embedded.storage.InstanceRows;
import dev.millrace.execution.embedded.storage.RowSurvey;
import dev.millrace.execution.embedded.time.ManualClock;
import dev.millrace.execution.embedded.work.Participant;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.MetricsContainer;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * What a task offers to its instance.
 *
 * <p>Threading: used by its task alone.
 */
final class TaskHost implements StageHost, Participant {
  private final TaskPorts ports;
  private final TaskServices services;
  private final Outputs outputs;
  private final SynchronizedTime synchronizedTime;
  private final Finalizers finalizers;
  private final Holds holds = new Holds();
  private final Map<String, KeyedHolds> keyedHolds = new HashMap<>();
  private final @Nullable ColdTier tier;
  private final InstanceRows rows;
  private final @Nullable ChangeLog changes;
  private final HeapTimers timers;
  private final Map<String, HeapKeyedState> states = new HashMap<>();
  private final Map<StateId, HeapItemList<?>> lists = new HashMap<>();
  private long inputWatermark;
  private long outputWatermark;
  private boolean cutShort;
  private long checkpoint;
  private long epoch;

  TaskHost(
      TaskPorts ports,
      TaskServices services,
      Outputs outputs,
      SynchronizedTime synchronizedTime,
      TaskProgress begun) {
    this.ports = ports;
    this.services = services;
    this.outputs = outputs;
    this.synchronizedTime = synchronizedTime;
    this.finalizers = new Finalizers(ports.id().toString(), services.clock(), stop());
    ColdTiers tiers = services.tiers();
    this.tier = tiers == null ? null : tiers.tier(ports.id().stage().id(), instance());
    this.rows = new InstanceRows(tier);
    this.changes = takesCheckpoints() ? new ChangeLog() : null;
    this.timers = new HeapTimers(holds, services.restored(), rows, changes);
    this.inputWatermark = begun.inputWatermark();
    this.outputWatermark = begun.outputWatermark();
    this.cutShort = begun.cutShort();
    published().forEach(view -> services.sideInputs().restore(view, services.restored()));
  }

  private List<PCollectionView<?>> published() {
    List<PCollectionView<?>> views = new ArrayList<>();
    for (OperatorSpec operator : ports.id().stage().operators()) {
      if (operator instanceof OperatorSpec.MaterializeView view) {
        views.add(view.view());
      }
    }
    return views;
  }

  /**
   * Begins to capture the task and its instance, which is in no bundle, as they are now: of what
   * belongs to keys, what has changed since the last time; of the rest, all. What belongs to keys
   * is captured little by little.
   */
  void beginCapture() {
    ChangeLog log = changes();
    log.freeze();
    StateSink image = log.captured();
    new TaskProgress(inputWatermark, outputWatermark, cutShort)
        .capture(ports.id().stage(), instance(), image);
    lists.values().forEach(list -> list.capture(instance(), image));
    timers.captureKeyless(instance(), image);
    keyedHolds.forEach((transform, each) -> CapturedHolds.captureChanges(transform, each, image));
    published().forEach(view -> services.sideInputs().capture(view, image));
    services.restored().putUnclaimed(services.keeps(), image);
  }

  /** Goes on with the capture; what has come of it if it is complete. */
  @Nullable StateImage capture(Slice slice) {
    return changes().capture(slice) ? changes().complete() : null;
  }

  private ChangeLog changes() {
    return requireNonNull(changes);
  }

  @Override
  public PipelineOptions options() {
    return services.options();
  }

  @Override
  public int instance() {
    return ports.id().instance();
  }

  @Override
  public int parallelism() {
    return ports.id().parallelism();
  }

  @Override
  public StageOutput output(int collection) {
    return outputs.to(collection);
  }

  @Override
  public KeyedState state(String transform, KeySpace keys) {
    return states.computeIfAbsent(
        transform,
        absent ->
            new HeapKeyedState(
                transform, keys, services.spilling(), services.restored(), rows, changes));
  }

  @Override
  @SuppressWarnings("unchecked") // a list has one type of items
  public <T> ItemList<T> items(String transform, String id, Coder<T> coder) {
    return (ItemList<T>)
        lists.computeIfAbsent(
            new StateId(transform, id),
            list -> HeapItemList.shared(list, coder, services.restored()));
  }

  @Override
  @SuppressWarnings("unchecked") // a list has one type of items
  public <T> ItemList<T> unionItems(String transform, String id, Coder<T> coder) {
    return (ItemList<T>)
        lists.computeIfAbsent(
            new StateId(transform, id),
            list -> HeapItemList.union(list, coder, services.restored()));
  }

  @Override
  public boolean takesCheckpoints() {
    return services.checkpoints().takesCheckpoints();
  }

  /** How many windows and trigger nodes of {@code transform} have state. */
  int namespaces(String transform) {
    HeapKeyedState state = states.get(transform);
    return state == null ? 0 : state.namespaces();
  }

  /** Lets go of state on file. */
  void close() {
    states.values().forEach(HeapKeyedState::close);
    if (tier != null) {
      tier.close();
    }
  }

  @Override
  public TimerQueue timers(String transform, KeySpace keys) {
    return timers.queue(transform, keys);
  }

  /**
   * What is to be told of the task to those who look on.
   *
   * @param silentMillis for how long its instance has found no work of its own
   */
  TaskInsight insight(StageInstance instance, long silentMillis) {
    return TaskInsight.of(
        timers, new RowSurvey(rows, ports.id().head()), instance.holdReason(), silentMillis);
  }

  /** All timers. */
  HeapTimers timers() {
    return timers;
  }

  @Override
  public KeyedHolds holds(String transform) {
    KeyedHolds of = keyedHolds.get(transform);
    if (of == null) {
      of = new KeyedHolds(holds, takesCheckpoints());
      keyedHolds.put(transform, of);
      CapturedHolds.restore(transform, services.restored(), of);
    }
    return of;
  }

  @Override
  public long minimumHold() {
    return holds.minimum();
  }

  @Override
  public long inputWatermark() {
    return inputWatermark;
  }

  @Override
  public long outputWatermark() {
    return outputWatermark;
  }

  void inputWatermark(long millis) {
    inputWatermark = millis;
  }

  void outputWatermark(long millis) {
    outputWatermark = millis;
  }

  @Override
  public long processingTime() {
    return services.clock().millis();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public long synchronizedProcessingTime() {
    return synchronizedTime.millis();
  }

  @Override
  public void advanceProcessingTime(long millis) {
    if (!(services.clock() instanceof ManualClock clock)) {
      throw new IllegalStateException(
          "Only a test stream moves the processing time; this job runs on the time of day");
    }
    clock.advanceBy(millis);
  }

  // At once, as elements and signals that follow are to come after it.
  @Override
  public void cutShort() {
    if (!cutShort) {
      cutShort = true;
      outputs.cutShort();
    }
  }

  @Override
  public void wake() {
    ports.doorbell().ring();
  }

  /** The last checkpoint whose barrier the task has passed, 0 if it has passed none. */
  @Override
  public long epoch() {
    return epoch;
  }

  @Override
  public long checkpoint() {
    return checkpoint;
  }

  /** The task is at the barrier of {@code newCheckpoint}. */
  void arrive(long newCheckpoint) {
    checkpoint = newCheckpoint;
  }

  /** The task passes the barrier that it is at. */
  void pass() {
    services.work().pass(checkpoint);
    services.sideInputs().pass(checkpoint);
    finalizers.leaveTo(checkpoint);
    services.metrics().pass(checkpoint);
    epoch = checkpoint;
  }

  /** The task will not be at the barriers of checkpoints up to {@code dropped} any more. */
  void skip(long dropped) {
    if (dropped > epoch) {
      // What others have added behind such a barrier is for this task, too.
      epoch = dropped;
    }
  }

  /** Whether a drain has cut the task's input or work short. */
  boolean isCutShort() {
    return cutShort;
  }

  @Override
  public TaskSideInputs sideInputs() {
    return services.sideInputs();
  }

  @Override
  public <T> WorkQueue<T> sharedWork(String transform, Coder<T> coder, FirstWork<T> first) {
    return services.work().share(transform, coder, this, first);
  }

  @Override
  public StopCheck stop() {
    return services.spilling().stop();
  }

  @Override
  public void afterBundle(Instant expiry, BundleFinalizer.Callback callback) {
    finalizers.add(expiry, callback);
  }

  /** The call-backs asked for by {@link #afterBundle}. */
  Finalizers finalizers() {
    return finalizers;
  }

  @Override
  public MetricsContainer metrics(String transform) {
    return services.metrics().container(transform);
  }
}
