/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.work.StageQueues;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.flink.exchange.StageElement;
import dev.millrace.flink.operator.EventTime;
import dev.millrace.flink.plan.StageCode;
import dev.millrace.flink.source.Dealing.Deal;
import dev.millrace.flink.stage.EntryBytes;
import dev.millrace.flink.stage.Exits;
import dev.millrace.flink.stage.Place;
import dev.millrace.flink.stage.StageTask;
import dev.millrace.flink.stage.WholeWork;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.util.ExceptionUtils;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A stage that reads, within a source of Flink. It begins when it has been given its share of what
 * there is to read. What it had come to is in one split, which it gets back when it is restored.
 *
 * <p>Threading: Flink's own thread; others wake it.
 */
final class StageReader implements SourceReader<StageElement, SplitState>, Exits {
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final StageCode code;
  private final SourceReaderContext context;
  private final Place place;
  private final List<byte[]> given = new ArrayList<>();
  private @Nullable Deal unaccepted;
  // Of what is in key groups, all: a split is always whole.
  private final StateImage grouped = new StateImage();
  private final AtomicReference<CompletableFuture<Void>> available =
      new AtomicReference<>(new CompletableFuture<>());
  private @Nullable StageTask task;
  private @Nullable ReaderOutput<StageElement> output;
  private @Nullable Throwable failure;
  private boolean idle;
  private boolean toDeal;
  private long toldNanos = System.nanoTime();

  StageReader(StageCode code, SourceReaderContext context) {
    this.code = code;
    this.context = context;
    this.place = new Place(context.getIndexOfSubtask(), context.currentParallelism());
  }

  @Override
  public void start() {
    if (unaccepted != null) {
      context.sendSourceEventToCoordinator(unaccepted);
    }
  }

  @Override
  public void addSplits(List<SplitState> splits) {
    for (SplitState split : splits) {
      given.addAll(split.entries());
      if (split.deal() != null) {
        unaccepted = split.deal();
      }
    }
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    if (event instanceof Dealing.Make) {
      toDeal = true;
      begin(RestoredState.nothing(), new DealtWork(place, this::deal));
    } else if (event instanceof Dealing.Accepted) {
      unaccepted = null;
      beginAgain();
      becomeAvailable();
    } else if (event instanceof Dealing.Dealt) {
      beginAgain();
    }
  }

  private void beginAgain() {
    if (task == null) {
      StateImage image = new StateImage();
      putAll(given, image);
      given.clear();
      for (StateId id : image.states()) {
        image.forEach(
            id, 0, Integer.MAX_VALUE, (group, key, value) -> grouped.put(id, group, key, value));
      }
      begin(RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS), WholeWork.OWN);
    }
  }

  // Items of several readers each have numbers of their own.
  private static void putAll(List<byte[]> entries, StateImage image) {
    int number = 0;
    for (byte[] entry : entries) {
      StateId id = EntryBytes.idOf(entry);
      if (!id.equals(StageQueues.stateOf(id.transform()))) {
        EntryBytes.put(entry, image);
        continue;
      }
      StateImage one = new StateImage();
      EntryBytes.put(entry, one);
      byte[] name = ByteBuffer.allocate(Integer.BYTES).putInt(number++).array();
      one.forEachUngrouped(
          id, (group, key, value) -> image.put(id, group, key.length == 0 ? key : name, value));
    }
  }

  private void deal(List<Dealing.Share> others) {
    Deal deal = new Deal(List.copyOf(others));
    toDeal = false;
    unaccepted = deal;
    context.sendSourceEventToCoordinator(deal);
  }

  // What is made by one reader alone is not dealt out. The enumerator is to know that it was made.
  private void dealNothing() {
    if (toDeal) {
      deal(List.of());
    }
  }

  private void begin(RestoredState restored, WholeWork work) {
    StageTask made =
        new StageTask(code, place, restored, OptionalLong.empty(), work, this, this::becomeAvailable);
    task = made;
    made.begin();
    becomeAvailable();
  }

  private void becomeAvailable() {
    requireNonNull(available.get()).complete(null);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<StageElement> to) throws Exception {
    output = to;
    StageTask running = task;
    if (running == null) {
      return awaitAnswer();
    }
    if (failure != null) {
      return failure(failure);
    }
    Progress progress;
    try {
      progress = running.turn();
    } catch (Exception | Error e) {
      return failure(e);
    }
    dealNothing();
    tellMetrics(running, progress == Progress.DONE);
    if (progress == Progress.DONE) {
      // To one that has ended Flink can bring no answer.
      return unaccepted == null ? InputStatus.END_OF_INPUT : awaitAnswer();
    }
    if (progress == Progress.MORE) {
      return InputStatus.MORE_AVAILABLE;
    }
    // Before it rests, as it may be woken at once.
    CompletableFuture<Void> next = new CompletableFuture<>();
    available.set(next);
    if (!running.rest()) {
      return InputStatus.MORE_AVAILABLE;
    }
    long nanos = running.restNanos();
    if (nanos != Long.MAX_VALUE) {
      Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
      later.execute(() -> next.complete(null));
    }
    return InputStatus.NOTHING_AVAILABLE;
  }

  // An answer that finds the reader failed is taken by Flink for a failure itself, and may come
  // before the one that is the cause.
  private InputStatus failure(Throwable thrown) throws Exception {
    failure = thrown;
    if (unaccepted == null) {
      ExceptionUtils.rethrowException(thrown);
    }
    return awaitAnswer();
  }

  private void tellMetrics(StageTask of, boolean last) {
    long now = System.nanoTime();
    if (!last && now - toldNanos < TELL_NANOS) {
      return;
    }
    toldNanos = now;
    byte[] metrics = of.metrics().takeCommitted();
    if (metrics.length > 0) {
      output().collect(StageElement.ofMetrics(metrics));
    }
  }

  private InputStatus awaitAnswer() {
    available.set(new CompletableFuture<>());
    return InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return requireNonNull(available.get());
  }

  @Override
  public List<SplitState> snapshotState(long checkpoint) {
    List<byte[]> entries = new ArrayList<>(given);
    if (task != null) {
      entries.addAll(captured(task, checkpoint));
    }
    return entries.isEmpty() && unaccepted == null
        ? List.of()
        : List.of(new SplitState("reader-" + place.instance(), entries, unaccepted));
  }

  private List<byte[]> captured(StageTask of, long checkpoint) {
    if (failure != null) {
      throw new IllegalStateException("The source has failed", failure);
    }
    try {
      StateImage image = of.barrier(checkpoint);
      dealNothing();
      image.writeDelta(grouped);
      StateImage whole = new StateImage();
      image.copyUngrouped(whole);
      grouped.copyKeyed(whole);
      becomeAvailable();
      return EntryBytes.all(whole);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("Capturing a source for a checkpoint failed", e);
    }
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) {
    if (task != null) {
      task.checkpointComplete(checkpoint);
      becomeAvailable();
    }
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() throws Exception {
    if (task != null) {
      task.stop();
      task.close();
    }
  }

  private ReaderOutput<StageElement> output() {
    return requireNonNull(output);
  }

  @Override
  public void element(int departure, StageElement element) {
    active();
    output().collect(element);
  }

  @Override
  public void watermark(long millis) {
    active();
    output().emitWatermark(new Watermark(EventTime.toFlink(millis)));
  }

  @Override
  public void idle() {
    idle = true;
    output().markIdle();
  }

  private void active() {
    if (idle) {
      idle = false;
      output().markActive();
    }
  }

  @Override
  public void view(byte[] message) {
    throw new IllegalStateException("A source publishes no view");
  }
}
