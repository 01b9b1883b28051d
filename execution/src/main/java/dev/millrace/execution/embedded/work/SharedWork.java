package dev.millrace.execution.embedded.work;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The items of work of one transform, shared by the instances of its stage. Each instance uses it
 * through a {@link WorkShare} of its own.
 *
 * <p>Threading: safe for use by all instances. The first items are made outside of the lock, by the
 * instance that asks first; the others wait for them. Instances are woken outside of the lock.
 */
final class SharedWork<T> {
  private final ArrayDeque<T> items = new ArrayDeque<>();
  private final Set<Runnable> waiting = new LinkedHashSet<>();
  private boolean making;
  private boolean made;
  private int inWork;
  private int finished;
  // How many instances wait beyond the items there are: written under the lock, read without.
  private volatile int shortage;

  /** Makes the first items, unless that has been done; waits while another instance does. */
  void make(Supplier<Iterable<T>> initial) {
    if (isMine()) {
      Iterable<T> first = initial.get();
      synchronized (this) {
        first.forEach(items::add);
        made = true;
        notifyAll();
      }
    }
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

  /** Takes an item for the instance that {@code wake} wakes, or remembers that it waits. */
  synchronized @Nullable T poll(Runnable wake) {
    T item = items.poll();
    if (item != null) {
      inWork++;
      waiting.remove(wake);
    } else if (!exhausted()) {
      waiting.add(wake);
    }
    count();
    return item;
  }

  /** Adds an item and wakes one of those who wait. */
  void add(T item) {
    Runnable woken = null;
    synchronized (this) {
      items.add(item);
      var waiters = waiting.iterator();
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

  /** Tells that an item is finished; wakes all who wait if that was the last. */
  void done() {
    List<Runnable> woken;
    synchronized (this) {
      if (inWork == 0) {
        throw new IllegalStateException("More items of work finished than taken");
      }
      inWork--;
      finished++;
      woken = exhausted() ? wakeAll() : List.of();
    }
    woken.forEach(Runnable::run);
  }

  /** Whether nothing is left nor in work. */
  synchronized boolean exhausted() {
    return made && items.isEmpty() && inWork == 0;
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

  private List<Runnable> wakeAll() {
    List<Runnable> all = new ArrayList<>(waiting);
    waiting.clear();
    count();
    return all;
  }

  private void count() {
    shortage = waiting.size() - items.size();
  }
}
