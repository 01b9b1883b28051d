/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Brings the input of a task to the barrier of a checkpoint: a channel whose barrier has come is
 * held back until the barriers of all others have come too, or those have ended.
 *
 * <p>Chunks that are held back keep their credit, so that no more of them wait than a channel
 * takes. That cannot lead to a deadlock: a task sends a barrier to all its consumers at once, and
 * barriers need no credit, so that the tasks align in topological order. Source: Carbone et al.,
 * "Lightweight asynchronous snapshots for distributed dataflows", 2015.
 *
 * <p>A checkpoint may be dropped while its barriers are still under way. Those that come later are
 * of no account; and the barrier of a later checkpoint tells that the one before has been dropped.
 *
 * <p>Not thread-safe.
 */
public final class Alignment {
  private static final long NONE = -1;

  private final boolean[] arrived;
  private final Deque<Message> heldBack = new ArrayDeque<>();
  private final Deque<Message> released = new ArrayDeque<>();
  private int waitingFor;
  private int count;
  private long checkpoint = NONE;
  private long dropped = NONE;
  private long startNanos;

  /** For a task with {@code channels} channels. */
  public Alignment(int channels) {
    this.arrived = new boolean[channels];
    this.waitingFor = channels;
  }

  /** The next message that was held back and is so no longer, null if there is none. */
  public @Nullable Message next() {
    return released.poll();
  }

  /**
   * Whether there is nothing to be done: {@link #next} has nothing, and no barrier is to be passed.
   */
  public boolean isEmpty() {
    return released.isEmpty() && !isComplete();
  }

  /** Keeps {@code message} if its channel is held back; answers whether it is. */
  public boolean holdsBack(Message message) {
    if (checkpoint == NONE || !arrived[message.channel().input()]) {
      return false;
    }
    heldBack.add(message);
    return true;
  }

  /** A barrier has come by a channel that is not held back. */
  public void arrived(Message.Barrier barrier) {
    if (barrier.checkpoint() <= dropped || barrier.checkpoint() < checkpoint) {
      return;
    }
    if (barrier.checkpoint() > checkpoint) {
      // The one before, if its barriers are awaited, has been dropped.
      release();
      checkpoint = barrier.checkpoint();
      startNanos = System.nanoTime();
    }
    arrived[barrier.channel().input()] = true;
    count++;
  }

  /** A channel has ended, which brings no barrier any more. */
  public void ended() {
    waitingFor--;
  }

  /** Whether the barriers of a checkpoint have come by all channels. */
  public boolean isComplete() {
    return checkpoint != NONE && count == waitingFor;
  }

  /** The checkpoint whose barriers have come. */
  public long checkpoint() {
    return checkpoint;
  }

  /** How long ago the first barrier has come of those that have. */
  public long nanos() {
    return System.nanoTime() - startNanos;
  }

  /** The task has passed the barrier: what was held back is so no longer. */
  public void pass() {
    dropped = checkpoint;
    release();
  }

  /**
   * Barriers of checkpoints up to {@code last} are of no account, and nothing is held back for
   * them.
   */
  public void drop(long last) {
    dropped = Math.max(dropped, last);
    if (checkpoint <= dropped) {
      release();
    }
  }

  private void release() {
    checkpoint = NONE;
    count = 0;
    Arrays.fill(arrived, false);
    // What has been released before and not been taken comes after it.
    heldBack.addAll(released);
    released.clear();
    released.addAll(heldBack);
    heldBack.clear();
  }
}
