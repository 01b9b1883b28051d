/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.changes;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What has changed in the state of a task since its last barrier, and the capture of what had
 * changed until then.
 *
 * <p>A barrier costs next to nothing: what has changed is frozen as a list, and a new list is
 * begun. The frozen is then captured in slices, and what is touched before its turn at that time,
 * so that nothing has to be copied. A capture is complete before the next barrier.
 *
 * <p>What is removed is written down at once: it comes before all that is captured, as that is what
 * there is at the barrier.
 *
 * <p>Threading: used by its task alone.
 */
public final class ChangeLog {
  private static final byte EVEN = 1;
  private static final byte ODD = 2;
  private static final int SMALL = 1024;
  private static final long FEW_BYTES = 4 << 20;
  private static final int BETWEEN_LOOKS = 256;

  private final StateSink captured = new ForwardingSink(() -> requireNonNull(this.underWay));
  private final StateSink ahead = new ForwardingSink(() -> this.coming);
  private List<Tracked> changed = new ArrayList<>();
  private int sweepAt = SMALL;
  private StateImage coming = new StateImage();
  private long foldAt = FEW_BYTES;
  private int writtenAhead;
  private byte changedMark = EVEN;
  private List<Tracked> frozen = List.of();
  private int next;
  private @Nullable StateImage underWay;
  private byte frozenMark;
  private int epoch = 1;

  /** No changes yet. */
  public ChangeLog() {}

  /** Where to write what is removed. */
  public StateSink removals() {
    return coming;
  }

  /**
   * Where to write, of a thing that has changed and is about to be let go, what it has: that is in
   * the next checkpoint, unless it changes again. The same sink always.
   */
  public StateSink ahead() {
    return ahead;
  }

  /** To be called before something is written {@link #ahead}: much of that may be there already. */
  public void makeRoomAhead() {
    if (++writtenAhead % BETWEEN_LOOKS == 0 && coming.bytes() > foldAt) {
      StateImage folded = new StateImage();
      coming.writeDelta(folded);
      coming = folded;
      foldAt = Math.max(FEW_BYTES, 2 * folded.bytes());
    }
  }

  /** Where to write what is captured; the same sink in all captures. */
  public StateSink captured() {
    return captured;
  }

  /** Greater by one behind each barrier, and at least 1. */
  public int epoch() {
    return epoch;
  }

  /** The mark of what has changed. */
  byte changedMark() {
    return changedMark;
  }

  /** The mark of what is frozen; none if no capture is under way. */
  byte frozenMark() {
    return frozenMark;
  }

  /** {@code what} changes; nothing if it has done so before since the barrier. */
  void enter(Tracked what) {
    if ((what.mark & changedMark) == 0) {
      if (changed.size() >= sweepAt) {
        sweep();
      }
      what.mark |= changedMark;
      changed.add(what);
    }
  }

  // Much of what comes goes again before there is a barrier.
  private void sweep() {
    changed.removeIf(
        what -> {
          boolean isVoid = what.isVoid();
          if (isVoid) {
            unmark(what, changedMark);
          }
          return isVoid;
        });
    sweepAt = Math.max(SMALL, 2 * changed.size());
  }

  /** How many things are remembered to have changed since the barrier. */
  int changes() {
    return changed.size();
  }

  /** Freezes what has changed. The capture before is complete. */
  public void freeze() {
    if (underWay != null) {
      throw new IllegalStateException("A capture is begun while one is under way");
    }
    frozen = changed;
    next = 0;
    underWay = coming;
    frozenMark = changedMark;
    changed = new ArrayList<>();
    sweepAt = SMALL;
    coming = new StateImage();
    foldAt = FEW_BYTES;
    changedMark = changedMark == EVEN ? ODD : EVEN;
    epoch++;
  }

  /** Whether something may be frozen. */
  public boolean isCapturing() {
    return underWay != null;
  }

  /**
   * Goes on with the capture that is under way.
   *
   * @return whether all has been captured
   */
  public boolean capture(Slice slice) {
    while (next < frozen.size()) {
      if (slice.isOver()) {
        return false;
      }
      Tracked first = frozen.get(next);
      if (!first.isFrozen(this)) {
        next++;
      } else if (captured(first, slice)) {
        next++;
        slice.step();
      }
    }
    return true;
  }

  private boolean captured(Tracked what, Slice slice) {
    boolean done = what.capture(slice);
    if (done) {
      unmark(what, frozenMark);
    }
    return done;
  }

  private static void unmark(Tracked what, byte mark) {
    what.mark = (byte) (what.mark & ~mark);
  }

  /** Captures the whole of {@code what}, which is frozen. */
  void captureNow(Tracked what) {
    captured(what, Slice.whole());
  }

  /** Ends the capture that is under way, in which all has been captured: what has come of it. */
  public StateImage complete() {
    if (next < frozen.size()) {
      throw new IllegalStateException("A capture is ended that is not complete");
    }
    StateImage complete = requireNonNull(underWay);
    frozen = List.of();
    next = 0;
    frozenMark = 0;
    underWay = null;
    return complete;
  }

  /** Passes on to an image, which is another one behind each barrier. */
  private record ForwardingSink(Supplier<StateImage> image) implements StateSink {
    @Override
    public void put(StateId id, int group, byte[] key, byte[] value) {
      image.get().put(id, group, key, value);
    }

    @Override
    public void append(StateId id, int group, byte[] key, byte[] value) {
      image.get().append(id, group, key, value);
    }

    @Override
    public void delete(StateId id, int group, byte[] key) {
      image.get().delete(id, group, key);
    }

    @Override
    public void deletePrefix(StateId id, int group, byte[] prefix) {
      image.get().deletePrefix(id, group, prefix);
    }
  }
}
