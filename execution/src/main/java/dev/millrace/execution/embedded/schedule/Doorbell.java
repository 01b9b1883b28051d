/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import static java.util.Objects.requireNonNull;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * By what a task is woken, and what it does when it rests.
 *
 * <pre>
 *              ring                     answer
 *   RESTING ──────────► RUNG ─────────────────────► RUNNING ──► GONE
 *      ▲  └──────────────▲──── wakeByItself ─────────►│  │
 *      │                 └────────── ring ────────────┘  │
 *      └───────────────────────── rest ──────────────────┘
 * </pre>
 *
 * <p>A task that is RUNG while RUNNING takes another turn, so a message that was put before the
 * bell rang is never overlooked.
 *
 * <p>Threading: anybody rings; the rest is for whoever gives the task its turns.
 */
public final class Doorbell {
  /** What a task is doing. */
  public enum State {
    /** Waiting to be woken. */
    RESTING,
    /** Woken, and about to take a turn. */
    RUNG,
    /** Taking a turn. */
    RUNNING,
    /** Done with everything; never woken again. */
    GONE
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.RESTING);
  private final BusyCount activity;
  private Runnable wake = () -> {};
  // Since when there has been the work of this turn, and that which waits for the next.
  private volatile long workSinceMillis = Long.MAX_VALUE;
  private final AtomicLong waitingSinceMillis = new AtomicLong(Long.MAX_VALUE);
  // Used by turns alone.
  private boolean sameWork;

  /** The bell of a task that rests and counts in {@code activity} when it does not. */
  public Doorbell(BusyCount activity) {
    this.activity = activity;
  }

  /** Sets what makes a resting task take its turn; before anybody rings. */
  public void onRing(Runnable wake) {
    this.wake = wake;
  }

  /** Sees to it that the task takes a turn after this call. */
  public void ring() {
    ring(System.currentTimeMillis());
  }

  /** The same, for the sake of work that has been under way since a time of day. */
  public void ring(long since) {
    waitingSinceMillis.accumulateAndGet(since, Math::min);
    while (true) {
      State before = state();
      switch (before) {
        case RUNG, GONE -> {
          return;
        }
        case RUNNING -> {
          if (state.compareAndSet(before, State.RUNG)) {
            return;
          }
        }
        case RESTING -> {
          if (wokeUp(State.RUNG)) {
            wake.run();
            return;
          }
        }
      }
    }
  }

  // Busy first: the task could come to rest again before this thread has counted it.
  private boolean wokeUp(State next) {
    activity.begin();
    if (state.compareAndSet(State.RESTING, next)) {
      return true;
    }
    activity.end();
    return false;
  }

  /** Begins a turn; the bell will tell of what comes from now on. */
  public void answer() {
    long waiting = waitingSinceMillis.get();
    long begun = sameWork ? workSinceMillis : System.currentTimeMillis();
    workSinceMillis = Math.min(begun, waiting);
    sameWork = false;
    state.set(State.RUNNING);
    waitingSinceMillis.compareAndSet(waiting, Long.MAX_VALUE);
  }

  /** Comes to rest after a turn; false if the bell has been rung meanwhile. */
  public boolean rest() {
    workSinceMillis = Long.MAX_VALUE;
    if (state.compareAndSet(State.RUNNING, State.RESTING)) {
      activity.end();
      return true;
    }
    return false;
  }

  /** Ends the rest without having been rung, if it has not been ended. */
  public void wakeByItself() {
    wokeUp(State.RUNG);
  }

  /** Goes for good, after a turn. */
  public void leave() {
    state.set(State.GONE);
    activity.end();
  }

  /** Goes for good instead of taking a first turn; false if it has been woken. */
  boolean leaveUnused() {
    return state.compareAndSet(State.RESTING, State.GONE);
  }

  /** Tells in a turn that the next one goes on with the same work. */
  public void goesOn() {
    sameWork = true;
  }

  /** Tells in a turn that work which took longer than {@code millis} counts as begun now. */
  public void beginsAnewAfter(long millis) {
    long now = System.currentTimeMillis();
    if (now - workSinceMillis > millis) {
      workSinceMillis = now;
    }
  }

  /**
   * Since when, in time of day, there has been the work that the task is doing or about to do;
   * {@code Long.MAX_VALUE} if it is at rest or gone. Schedulable that leads to work of another task
   * is the same, else that of each turn is new.
   */
  public long workSinceMillis() {
    State current = state.get();
    return current == State.RESTING || current == State.GONE
        ? Long.MAX_VALUE
        : Math.min(waitingSinceMillis.get(), workSinceMillis);
  }

  /** What the task is doing. */
  public State state() {
    return requireNonNull(state.get());
  }
}
