/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import dev.millrace.execution.watermark.Holds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
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

  private final ArrayDeque<Item<T>> items = new ArrayDeque<>();
  private final Holds watermarks = new Holds();
  private final Set<Runnable> waitingForItems = new LinkedHashSet<>();
  private final Set<Runnable> waitingForProgress = new LinkedHashSet<>();
  private boolean making;
  private boolean made;
  private int inWork;
  private int finished;
  // How many instances wait beyond the items there are: written under the lock, read without.
  private volatile int shortage;

  /** An item and the watermark of what will come of it. */
  record Item<T>(T value, long watermark) {}

  /** Makes the first items, unless that has been done; waits while another instance does. */
  void make(Supplier<Iterable<T>> initial) {
    if (isMine()) {
      Iterable<T> first = initial.get();
      synchronized (this) {
        first.forEach(item -> put(new Item<>(item, MIN)));
        made = true;
        notifyAll();
      }
    }
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
   * Takes an item whose watermark is not before {@code notBefore} for the instance that {@code
   * wake} wakes, or remembers that it waits.
   */
  synchronized @Nullable Item<T> poll(Runnable wake, long notBefore) {
    Item<T> item = take(notBefore);
    if (item != null) {
      inWork++;
      waitingForItems.remove(wake);
    } else {
      waitingForItems.add(wake);
    }
    count();
    return item;
  }

  private @Nullable Item<T> take(long notBefore) {
    for (Iterator<Item<T>> candidates = items.iterator(); candidates.hasNext(); ) {
      Item<T> candidate = candidates.next();
      if (candidate.watermark >= notBefore) {
        candidates.remove();
        return candidate;
      }
    }
    return null;
  }

  /** Counts work that did not come from here; the instance that {@code wake} wakes has enough. */
  synchronized void begin(Runnable wake, long watermark) {
    inWork++;
    watermarks.add(watermark);
    waitingForItems.remove(wake);
    count();
  }

  /** Adds an item and wakes one of those who wait. */
  void add(T item, long watermark) {
    Runnable woken = null;
    synchronized (this) {
      put(new Item<>(item, watermark));
      var waiters = waitingForItems.iterator();
      if (waiters.hasNext()) {
        woken = waiters.next();
        waiters.remove();
      }
      count();
    }
    if (woken != null) {
      woken.run();
    }
  }

  /** Tells that work with {@code watermark} is finished; wakes those for whom that matters. */
  void done(long watermark) {
    List<Runnable> woken;
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
    woken.forEach(Runnable::run);
  }

  private List<Runnable> wakeWaiting() {
    List<Runnable> all = new ArrayList<>(waitingForProgress);
    waitingForProgress.clear();
    return all;
  }

  /** Forgets the instance that {@code wake} wakes. */
  synchronized void leave(Runnable wake) {
    waitingForItems.remove(wake);
    waitingForProgress.remove(wake);
    count();
  }

  /** Whether nothing is left nor in work; if not, {@code wake} is called when it may be. */
  synchronized boolean exhausted(Runnable wake) {
    if (!exhausted()) {
      waitingForProgress.add(wake);
    }
    return exhausted();
  }

  private boolean exhausted() {
    return made && items.isEmpty() && inWork == 0;
  }

  /** The earliest watermark of all work; {@code wake} is called when it is later. */
  synchronized long earliest(Runnable wake) {
    long earliest = watermarks.minimum();
    if (earliest < Holds.NONE) {
      waitingForProgress.add(wake);
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
