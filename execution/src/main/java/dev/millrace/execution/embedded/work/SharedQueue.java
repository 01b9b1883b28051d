/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.watermark.Holds;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The items of work of one transform, shared by the instances of its stage. Each instance uses it
 * through a {@link QueueAccess} of its own.
 *
 * <p>Threading: safe for use by all instances. The first items are made outside of the lock, by the
 * instance that asks first; the others wait for them. Instances are woken outside of the lock.
 */
final class SharedQueue<T> {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  private final StateId id;
  private final EntryCodec<T> codec;
  private final ArrayDeque<Item<T>> items = new ArrayDeque<>();
  private final NavigableMap<Long, WorkCut<T>> cuts = new TreeMap<>();
  private final Holds watermarks = new Holds();
  private final Set<Participant> waitingForItems = new LinkedHashSet<>();
  private final Set<Participant> waitingForProgress = new LinkedHashSet<>();
  private boolean restored;
  private boolean making;
  private boolean made;
  private int inWork;
  private int finished;
  // How many instances wait beyond the items there are: written under the lock, read without.
  private volatile int shortage;

  /**
   * An item.
   *
   * @param watermark the watermark of what will come of it
   * @param epoch that of the instance that has added it
   */
  record Item<T>(T value, long watermark, long epoch) {}

  /** The queue that is written down as {@code id}, with items coded by {@code coder}. */
  SharedQueue(StateId id, Coder<T> coder) {
    this.id = id;
    this.codec = new EntryCodec<>(id, coder);
  }

  /** Begins with the items that were captured, if there were any. */
  void restore(RestoredState from) {
    from.forEachUngrouped(
        id,
        (group, key, value) -> {
          restored = true;
          if (value.length > 0) {
            put(decoded(value));
          }
        });
  }

  private Item<T> decoded(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    long watermark = buffer.getLong();
    byte[] item = new byte[buffer.remaining()];
    buffer.get(item);
    return new Item<>(requireNonNull(codec.decoded(item)), watermark, 0);
  }

  /** Has the first items made, unless that has been done; waits while another instance does. */
  void make(FirstWork<T> first) {
    if (isMine()) {
      Iterable<T> added = List.of();
      if (restored) {
        first.restored(items.stream().map(Item::value).toList());
      } else {
        added = first.make();
      }
      begin(added);
    }
  }

  private synchronized void begin(Iterable<T> added) {
    added.forEach(item -> put(new Item<>(item, MIN, 0)));
    made = true;
    notifyAll();
  }

  private void put(Item<T> item) {
    items.add(item);
    watermarks.add(item.watermark);
  }

  // If the maker fails then so does the job, and those who wait are interrupted.
  private synchronized boolean isMine() {
    if (!making) {
      making = true;
      return true;
    }
    try {
      while (!made) {
        wait();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Interrupted while waiting for the first items of work", e);
    }
    return false;
  }

  /**
   * Takes an item whose watermark is not before {@code notBefore} for {@code instance}, or
   * remembers that it waits.
   */
  synchronized @Nullable Item<T> poll(Participant instance, long notBefore) {
    Item<T> item = take(notBefore, instance.epoch());
    if (item != null) {
      inWork++;
      waitingForItems.remove(instance);
    } else {
      waitingForItems.add(instance);
    }
    count();
    return item;
  }

  // What another instance has added behind a barrier is not for one that has yet to pass it: a job
  // restored from there would do it twice.
  private @Nullable Item<T> take(long notBefore, long epoch) {
    for (Iterator<Item<T>> candidates = items.iterator(); candidates.hasNext(); ) {
      Item<T> candidate = candidates.next();
      if (candidate.watermark >= notBefore && candidate.epoch <= epoch) {
        candidates.remove();
        cuts.tailMap(epoch, false).values().forEach(cut -> cut.taken(candidate));
        return candidate;
      }
    }
    return null;
  }

  /** Counts work that did not come from here; {@code instance} has enough. */
  synchronized void begin(Participant instance, long watermark) {
    inWork++;
    watermarks.add(watermark);
    waitingForItems.remove(instance);
    count();
  }

  /** Adds an item and wakes one of those who wait. */
  void add(Participant adder, T item, long watermark) {
    Participant woken = null;
    synchronized (this) {
      Item<T> added = new Item<>(item, watermark, adder.epoch());
      put(added);
      cuts.tailMap(added.epoch, false).values().forEach(cut -> cut.added(added));
      var waiters = waitingForItems.iterator();
      if (waiters.hasNext()) {
        woken = waiters.next();
        waiters.remove();
      }
      count();
    }
    if (woken != null) {
      woken.wake();
    }
  }

  /** Tells that work with {@code watermark} is finished; wakes those for whom that matters. */
  void done(long watermark) {
    List<Participant> woken;
    synchronized (this) {
      if (inWork == 0) {
        throw new IllegalStateException("More items of work finished than taken");
      }
      long before = watermarks.minimum();
      inWork--;
      finished++;
      watermarks.remove(watermark);
      woken = watermarks.minimum() > before || exhausted() ? wakeWaiting() : List.of();
    }
    woken.forEach(Participant::wake);
  }

  private List<Participant> wakeWaiting() {
    List<Participant> all = new ArrayList<>(waitingForProgress);
    waitingForProgress.clear();
    return all;
  }

  /**
   * {@code instance} passes the barrier of {@code checkpoint}, being at nothing or at positions.
   */
  void pass(long checkpoint) {
    List<Participant> woken;
    synchronized (this) {
      cut(checkpoint);
      // What was added behind the barrier is for it now.
      woken = List.copyOf(waitingForItems);
    }
    woken.forEach(Participant::wake);
  }

  /** An instance that passes the barrier of {@code checkpoint} is at {@code rest}. */
  synchronized void position(long checkpoint, T rest, long watermark) {
    cut(checkpoint).position(new Item<>(rest, watermark, 0));
  }

  private WorkCut<T> cut(long checkpoint) {
    return cuts.computeIfAbsent(checkpoint, absent -> new WorkCut<>(items));
  }

  /**
   * Writes down what {@code checkpoint} has of the work. All instances have passed its barrier, or
   * will never take or add anything any more.
   */
  void capture(long checkpoint, StateSink sink) {
    List<Item<T>> all;
    synchronized (this) {
      if (!made) {
        return;
      }
      all = cut(checkpoint).all();
      cuts.headMap(checkpoint, true).clear();
    }
    // So that it is known that there was work, should there be none left.
    sink.put(id, StateId.UNGROUPED, new byte[0], new byte[0]);
    for (int i = 0; i < all.size(); i++) {
      sink.put(id, StateId.UNGROUPED, Ints.toByteArray(i), encoded(all.get(i)));
    }
  }

  /** Nothing will be captured for {@code checkpoint} and those before. */
  synchronized void forget(long checkpoint) {
    cuts.headMap(checkpoint, true).clear();
  }

  private byte[] encoded(Item<T> item) {
    return Bytes.concat(Longs.toByteArray(item.watermark), codec.encoded(item.value));
  }

  /** Forgets {@code instance}. */
  synchronized void leave(Participant instance) {
    waitingForItems.remove(instance);
    waitingForProgress.remove(instance);
    count();
  }

  /** Whether nothing is left nor in work; if not, {@code instance} is woken when it may be. */
  synchronized boolean exhausted(Participant instance) {
    if (!exhausted()) {
      waitingForProgress.add(instance);
    }
    return exhausted();
  }

  private boolean exhausted() {
    return made && items.isEmpty() && inWork == 0;
  }

  /** The earliest watermark of all work; {@code instance} is woken when it is later. */
  synchronized long earliest(Participant instance) {
    long earliest = watermarks.minimum();
    if (earliest < Holds.NONE) {
      waitingForProgress.add(instance);
    }
    return earliest;
  }

  /** How much of all items is done if of each one in work {@code ofItem} is. */
  synchronized double fractionDone(double ofItem) {
    int all = finished + inWork + items.size();
    return all == 0 ? 0 : (finished + inWork * ofItem) / all;
  }

  /** Whether an instance waits in vain. */
  boolean wanted() {
    return shortage > 0;
  }

  private void count() {
    shortage = waitingForItems.size() - items.size();
  }
}
