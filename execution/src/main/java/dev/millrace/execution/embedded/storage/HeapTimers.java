/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSink;
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
   */
  public HeapTimers(Holds holds, RestoredState restored) {
    this.holds = holds;
    this.restored = restored;
  }

  /** The timers of {@code transform}; the same queue each time. */
  public TimerQueue queue(String transform, KeySpace keys) {
    Queue queue = queues.get(transform);
    if (queue == null) {
      queue = new Queue(transform, keys);
      queues.put(transform, queue);
      new CapturedTimers(transform, keys).restore(restored, queue::restore);
    }
    return queue;
  }

  /** Puts all pending timers into {@code sink}, as those of instance {@code instance}. */
  public void capture(int instance, StateSink sink) {
    for (Queue queue : queues.values()) {
      CapturedTimers captured = new CapturedTimers(queue.transform, queue.keys);
      captured.capture(queue.pending, instance, sink);
    }
  }

  /** Takes the next event-time timer whose time is before {@code watermark}; null if none is. */
  public @Nullable TimerFiring pollEventTime(long watermark) {
    return poll(eventTime, watermark);
  }

  /** Takes the next processing-time timer whose time is before {@code now}; null if none is. */
  public @Nullable TimerFiring pollProcessingTime(long now) {
    return poll(processingTime, now);
  }

  /**
   * Takes the next timer of synchronized processing time whose time is before {@code now}; null if
   * none is.
   */
  public @Nullable TimerFiring pollSynchronizedTime(long now) {
    return poll(synchronizedTime, now);
  }

  /** The time of the next event-time timer; {@code Long.MAX_VALUE} if there is none. */
  public long nextEventTime() {
    return next(eventTime);
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

  /** Shows all pending timers, in no particular order. Timers must not be changed meanwhile. */
  public void forEach(Consumer<TimerFiring> action) {
    for (Queue queue : queues.values()) {
      queue.pending.forEach(timer -> action.accept(timer.firing()));
    }
  }

  private @Nullable TimerFiring poll(TimerHeap heap, long now) {
    PendingTimer timer = heap.first();
    if (timer == null || timer.time() >= now) {
      return null;
    }
    requireNonNull(queues.get(timer.name().transform())).remove(timer);
    return timer.firing();
  }

  private void release(PendingTimer timer) {
    heap(timer.name().domain()).remove(timer);
    holds.remove(timer.outputTime());
    size--;
  }

  private TimerHeap heap(TimeDomain domain) {
    return switch (domain) {
      case EVENT_TIME -> eventTime;
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
    private final KeySpace keys;
    private final TimerTable pending = new TimerTable();
    private final TimersByNamespace byNamespace = new TimersByNamespace();

    Queue(String transform, KeySpace keys) {
      this.transform = transform;
      this.keys = keys;
    }

    @Override
    public NamedTimers named(String family, String id, TimeDomain domain) {
      return new NamedTimers(new TimerName(transform, family, id, domain));
    }

    @Override
    public void clear(Namespace namespace) {
      byNamespace.forEach(namespace, this::remove);
    }

    // Where several instances had the same timer without a key, the earliest stands for all, and
    // holds what any of them held.
    void restore(PendingTimer timer) {
      settings = Math.max(settings, timer.sequence() + 1);
      PendingTimer other = pending.find(timer.name(), timer.key(), timer.namespace(), timer.hash());
      if (other != null) {
        remove(other);
        PendingTimer earlier = other.precedes(timer) ? other : timer;
        long outputTime = Math.min(timer.outputTime(), other.outputTime());
        timer.set(earlier.time(), outputTime, earlier.sequence());
      }
      add(timer);
    }

    private void add(PendingTimer timer) {
      pending.add(timer);
      byNamespace.add(timer, timer.namespace().hashCode());
      heap(timer.name().domain()).add(timer);
      holds.add(timer.outputTime());
      size++;
    }

    void remove(PendingTimer timer) {
      pending.remove(timer);
      byNamespace.remove(timer);
      release(timer);
    }

    private final class NamedTimers implements TimerQueue.Named {
      private final TimerName name;

      NamedTimers(TimerName name) {
        this.name = name;
      }

      @Override
      public void set(@Nullable Key key, Namespace namespace, long time, long outputTime) {
        int hash = name.hash(key, namespace.hashCode());
        PendingTimer timer = pending.find(name, key, namespace, hash);
        if (timer == null) {
          timer = new PendingTimer(name, key, namespace, hash);
          timer.set(time, outputTime, settings);
          add(timer);
        } else if (timer.isSetTo(time, outputTime)) {
          return;
        } else {
          holds.remove(timer.outputTime());
          timer.set(time, outputTime, settings);
          heap(name.domain()).moved(timer);
          holds.add(outputTime);
        }
        settings++;
      }

      @Override
      public void delete(@Nullable Key key, Namespace namespace) {
        int hash = name.hash(key, namespace.hashCode());
        PendingTimer timer = pending.find(name, key, namespace, hash);
        if (timer != null) {
          remove(timer);
        }
      }
    }
  }
}
