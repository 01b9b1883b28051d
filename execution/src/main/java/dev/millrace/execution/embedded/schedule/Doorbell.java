package dev.millrace.execution.embedded.schedule;

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
  private final Activity activity;
  private Runnable wake = () -> {};
  private volatile long lastWokenMillis;
  private volatile long lastAnsweredMillis;

  /** The bell of a task that rests and counts in {@code activity} when it does not. */
  public Doorbell(Activity activity) {
    this.activity = activity;
  }

  /** Sets what makes a resting task take its turn; before anybody rings. */
  void onRing(Runnable wake) {
    this.wake = wake;
  }

  /** Sees to it that the task takes a turn after this call. */
  public void ring() {
    while (true) {
      State before = state.get();
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
    long now = System.currentTimeMillis();
    if (state.compareAndSet(State.RESTING, next)) {
      lastWokenMillis = now;
      return true;
    }
    activity.end();
    return false;
  }

  /** Begins a turn; the bell will tell of what comes from now on. */
  void answer() {
    lastAnsweredMillis = System.currentTimeMillis();
    state.set(State.RUNNING);
  }

  /** Comes to rest after a turn; false if the bell has been rung meanwhile. */
  boolean rest() {
    if (state.compareAndSet(State.RUNNING, State.RESTING)) {
      activity.end();
      return true;
    }
    return false;
  }

  /** Ends the rest without having been rung, if it has not been ended. */
  void wakeByItself() {
    wokeUp(State.RUNG);
  }

  /** Goes for good, after a turn. */
  void leave() {
    state.set(State.GONE);
    activity.end();
  }

  /** Goes for good instead of taking a first turn; false if it has been woken. */
  boolean leaveUnused() {
    return state.compareAndSet(State.RESTING, State.GONE);
  }

  /**
   * Since when, in time of day, the task has not been at rest; {@code Long.MAX_VALUE} if it is at
   * rest or gone.
   */
  public long busySinceMillis() {
    State current = state.get();
    return current == State.RESTING || current == State.GONE ? Long.MAX_VALUE : lastWokenMillis;
  }

  /**
   * Since when, in time of day, the task has been taking its turn or about to take it; {@code
   * Long.MAX_VALUE} if it is at rest or gone.
   */
  public long turnSinceMillis() {
    long busySince = busySinceMillis();
    return busySince == Long.MAX_VALUE ? busySince : Math.max(busySince, lastAnsweredMillis);
  }

  /** What the task is doing. */
  public State state() {
    return state.get();
  }
}
