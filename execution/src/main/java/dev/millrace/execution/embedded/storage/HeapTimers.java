/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.watermark.Holds;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The pending timers of one instance: those of all its transforms in one order.
 *
 * <p>A timer is due when its clock is <i>strictly after</i> its time. Timers of equal time fire in
 * the order in which they were set; setting a timer again counts as setting it now. Timers of
 * {@link TimeDomain#SYNCHRONIZED_PROCESSING_TIME} are polled by a time of their own.
 *
 * <p>Polling a timer releases its hold on the output watermark. That is early enough: the host
 * advances the output watermark only between calls of the instance, and so not before the firing
 * has been processed.
 *
 * <p>Setting, deleting and polling take time logarithmic in the number of timers, as does clearing
 * a namespace for each timer of it. Threading: used by its instance's thread alone.
 */
public final class HeapTimers {
  private final Holds holds;
  private final RestoredState restored;
  private final InstanceRows rows;
  private final @Nullable ChangeLog changes;

  // Apart, so that the first of them says what all of them hold.
  private final TimerHeap holdingEventTime = new TimerHeap();
  private final TimerHeap eventTime = new TimerHeap();
  private final TimerHeap processingTime = new TimerHeap();
  private final TimerHeap synchronizedTime = new TimerHeap();
  private final Map<String, Queue> queues = new HashMap<>();
  private long settings;
  private int size;

  /**
   * No timers yet.
   *
   * @param holds where pending timers hold the output watermark
   * @param restored what the queues begin with
   * @param rows where timers are, beside the state of their transforms
   * @param changes hears of changes, null where no checkpoints are taken
   */
  public HeapTimers(
      Holds holds, RestoredState restored, InstanceRows rows, @Nullable ChangeLog changes) {
    this.holds = holds;
    this.restored = restored;
    this.rows = rows;
    this.changes = changes;
    holds.join(this::minimumHold);
  }

  private long minimumHold() {
    return next(holdingEventTime);
  }

  /** The timers of {@code transform}; the same queue each time. */
  public TimerQueue queue(String transform, KeySpace keys) {
    Queue queue = queues.get(transform);
    if (queue == null) {
      queue = new Queue(transform);
      queues.put(transform, queue);
      CapturedTimers captured = new CapturedTimers(transform, keys);
      captured.restore(restored, queue::restore);
      if (changes != null) {
        queue.track(new TimerChanges(changes, captured));
      }
    }
    return queue;
  }

  /**
   * Puts the pending timers without a key into {@code sink}, as those of instance {@code instance};
   * where no checkpoints are taken, none.
   */
  public void captureKeyless(int instance, StateSink sink) {
    for (Queue queue : queues.values()) {
      if (queue.table.timerChanges != null) {
        queue.table.timerChanges.captureKeyless(instance, sink);
      }
    }
  }

  /** Takes the next event-time timer whose time is before {@code watermark}; null if none is. */
  public @Nullable TimerFiring pollEventTime(long watermark) {
    return poll(firstEventTime(), watermark);
  }

  /** Takes the next processing-time timer whose time is before {@code now}; null if none is. */
  public @Nullable TimerFiring pollProcessingTime(long now) {
    return poll(processingTime.first(), now);
  }

  /**
   * Takes the next timer of synchronized processing time whose time is before {@code now}; null if
   * none is.
   */
  public @Nullable TimerFiring pollSynchronizedTime(long now) {
    return poll(synchronizedTime.first(), now);
  }

  /** The time of the next event-time timer; {@code Long.MAX_VALUE} if there is none. */
  public long nextEventTime() {
    return Math.min(next(holdingEventTime), next(eventTime));
  }

  /** The time of the next processing-time timer; {@code Long.MAX_VALUE} if there is none. */
  public long nextProcessingTime() {
    return next(processingTime);
  }

  /** The time of the next timer of synchronized processing time; {@code Long.MAX_VALUE} if none. */
  public long nextSynchronizedTime() {
    return next(synchronizedTime);
  }

  /** How many timers are pending. */
  public int size() {
    return size;
  }

  /**
   * A timer that holds the output watermark where the earliest hold is; null if that hold is none
   * of a timer, or is not among the first {@code most} timers that are looked at.
   */
  public @Nullable TimerFiring holder(int most) {
    long minimum = holds.minimum();
    PendingTimer first = holdingEventTime.first();
    if (first != null && first.time() <= minimum) {
      return first.firing();
    }
    PendingTimer[] found = {null};
    int[] left = {most};
    for (Queue queue : queues.values()) {
      queue.forEach(
          timer -> {
            if (left[0]-- > 0 && timer.outputTime() == minimum) {
              found[0] = timer;
            }
          });
    }
    return found[0] == null ? null : found[0].firing();
  }

  /** The earliest hold of all, also of those that are not of timers. */
  public long earliestHold() {
    return holds.minimum();
  }

  /** Shows all pending timers, in no particular order. Timers must not be changed meanwhile. */
  public void forEach(Consumer<TimerFiring> action) {
    for (Queue queue : queues.values()) {
      queue.forEach(timer -> action.accept(timer.firing()));
    }
  }

  private @Nullable PendingTimer firstEventTime() {
    PendingTimer holding = holdingEventTime.first();
    PendingTimer other = eventTime.first();
    return holding == null || (other != null && other.precedes(holding)) ? other : holding;
  }

  private @Nullable TimerFiring poll(@Nullable PendingTimer timer, long now) {
    if (timer == null || timer.time() >= now) {
      return null;
    }
    remove(timer);
    return timer.firing();
  }

  private void add(PendingTimer timer) {
    timer.row.add(timer);
    timer.row.bucket.timerAdded();
    enter(timer);
    size++;
    TimerChanges hears = timer.row.bucket.table.timerChanges;
    if (hears != null) {
      hears.added(timer);
    }
  }

  private void remove(PendingTimer timer) {
    Row row = timer.row;
    TimerChanges hears = row.bucket.table.timerChanges;
    if (hears != null) {
      hears.removed(timer);
    }
    leave(timer);
    size--;
    row.remove(timer);
    row.bucket.timerRemoved();
    row.bucket.table.removeIfEmpty(row);
  }

  private void enter(PendingTimer timer) {
    heap(timer).add(timer);
    if (!timer.holdsItsTime()) {
      holds.add(timer.outputTime());
    }
  }

  private void leave(PendingTimer timer) {
    heap(timer).remove(timer);
    if (!timer.holdsItsTime()) {
      holds.remove(timer.outputTime());
    }
  }

  private void setAgain(PendingTimer timer, long time, long outputTime, long sequence) {
    TimerChanges hears = timer.row.bucket.table.timerChanges;
    if (hears != null) {
      hears.changes(timer);
    }
    if (timer.holdsItsTime() && time == outputTime) {
      timer.set(time, outputTime, sequence);
      holdingEventTime.moved(timer);
    } else {
      leave(timer);
      timer.set(time, outputTime, sequence);
      enter(timer);
    }
  }

  private TimerHeap heap(PendingTimer timer) {
    return switch (timer.name().domain()) {
      case EVENT_TIME -> timer.holdsItsTime() ? holdingEventTime : eventTime;
      case PROCESSING_TIME -> processingTime;
      case SYNCHRONIZED_PROCESSING_TIME -> synchronizedTime;
    };
  }

  private static long next(TimerHeap heap) {
    PendingTimer timer = heap.first();
    return timer == null ? Long.MAX_VALUE : timer.time();
  }

  private final class Queue implements TimerQueue {
    private final String transform;
    private final RowTable table;

    Queue(String transform) {
      this.transform = transform;
      this.table = rows.of(transform);
    }

    @Override
    public NamedTimers named(String family, String id, TimeDomain domain) {
      return new NamedTimers(new TimerName(transform, family, id, domain));
    }

    @Override
    public void clear(Namespace namespace) {
      Bucket bucket = table.bucket(namespace);
      if (bucket != null && bucket.timers() > 0) {
        bucket.forEach(row -> row.forEachTimer(HeapTimers.this::remove));
      }
    }

    void forEach(Consumer<PendingTimer> action) {
      table.forEach(bucket -> bucket.forEach(row -> row.forEachTimer(action)));
    }

    void track(TimerChanges timerChanges) {
      forEach(timerChanges::restored);
      table.timerChanges = timerChanges;
    }

    // Where several instances had the same timer without a key, the earliest stands for all, and
    // holds what any of them held.
    void restore(
        TimerName name,
        @Nullable Key key,
        Namespace namespace,
        long time,
        long outputTime,
        long sequence) {
      settings = Math.max(settings, sequence + 1);
      Row row = table.row(key, namespace);
      PendingTimer present = row.timer(name);
      PendingTimer timer = new PendingTimer(name, present == null ? table.present(row) : row);
      timer.set(time, outputTime, sequence);
      if (present == null) {
        add(timer);
      } else {
        PendingTimer earlier = present.precedes(timer) ? present : timer;
        setAgain(
            present,
            earlier.time(),
            Math.min(present.outputTime(), outputTime),
            earlier.sequence());
      }
    }

    private final class NamedTimers implements TimerQueue.Named {
      private final TimerName name;

      NamedTimers(TimerName name) {
        this.name = name;
      }

      @Override
      public void set(@Nullable Key key, Namespace namespace, long time, long outputTime) {
        Row row = table.row(key, namespace);
        PendingTimer timer = row.timer(name);
        if (timer == null) {
          timer = new PendingTimer(name, table.present(row));
          timer.set(time, outputTime, settings);
          add(timer);
        } else if (timer.isSetTo(time, outputTime)) {
          return;
        } else {
          setAgain(timer, time, outputTime, settings);
        }
        settings++;
      }

      @Override
      public void delete(@Nullable Key key, Namespace namespace) {
        Row row = table.existing(key, namespace);
        PendingTimer timer = row == null ? null : row.timer(name);
        if (timer != null) {
          remove(timer);
        }
      }
    }
  }
}
