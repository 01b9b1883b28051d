/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.changes;

/**
 * Something that tells a {@link ChangeLog} when it changes. What is to be captured of it is what it
 * was at the barrier: until it has been, it is frozen, and is captured early where it is read or
 * changed before its turn comes.
 *
 * <p>Where no checkpoints are taken there is no log, and nothing here is ever set.
 */
public abstract class Tracked {
  /** Set if a checkpoint has the thing, be it as it was some time ago. */
  private static final byte STORED = 4;

  // And the marks that the log gives.
  byte mark;

  /** Whether there is nothing to be known about it, as where nothing is tracked. */
  protected final boolean isUnmarked() {
    return mark == 0;
  }

  /** To be called before what the thing has changes. */
  protected final void change(ChangeLog log) {
    thaw(log);
    log.enter(this);
  }

  /** As {@link #change}, of a thing that keeps apart what is frozen of it. */
  protected final void changeApart(ChangeLog log) {
    log.enter(this);
  }

  /** To be called before the thing is read, or let go: others may change what they have read. */
  protected final void thaw(ChangeLog log) {
    if (isFrozen(log)) {
      log.captureNow(this);
    }
  }

  /** Whether it has changed since the last barrier. */
  protected final boolean isChanged(ChangeLog log) {
    return (mark & log.changedMark()) != 0;
  }

  /** Whether it has yet to be captured as it was at the last barrier. */
  protected final boolean isFrozen(ChangeLog log) {
    return (mark & log.frozenMark()) != 0;
  }

  /** Whether an earlier checkpoint has it, or the one that is under way. */
  protected final boolean isStored() {
    return (mark & STORED) != 0;
  }

  /** Tells whether a checkpoint has it. */
  protected final void setStored(boolean stored) {
    mark = (byte) (stored ? mark | STORED : mark & ~STORED);
  }

  /**
   * Captures what has changed, or goes on with that. Until it is done it stays frozen.
   *
   * @return whether it is done
   */
  protected abstract boolean capture(Slice slice);

  /** Whether there is nothing to capture, and whoever changes it next enters it again. */
  protected abstract boolean isVoid();
}
