/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import java.util.function.LongSupplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The way from one task to another for one edge: messages arrive in the order in which they were
 * sent. Chunks need credit, signals do not.
 *
 * <p>Threading: the {@code send…} methods belong to the producing task, {@link #received} to the
 * consuming one; {@link #chunksUnderWay} and {@link #blocked} are anybody's.
 */
public final class Channel {
  private final Destination destination;
  private final ChunkLimit limit;
  private final StopSignal stop;
  private final LongSupplier workSince;
  private final Credits credits = new Credits();
  private @Nullable RisingTime lastSent;

  /**
   * A channel to {@code destination}.
   *
   * @param stop stops the producing task
   * @param workSince since when there has been the work that the producing task does
   */
  public Channel(
      Destination destination, ChunkLimit limit, StopSignal stop, LongSupplier workSince) {
    this.destination = destination;
    this.limit = limit;
    this.stop = stop;
    this.workSince = workSince;
  }

  /**
   * Where a channel leads to.
   *
   * @param mailbox the mailbox of the consuming task
   * @param input the index of the channel among those of the consuming task
   * @param collection the collection as the consumer names it
   */
  public record Destination(Mailbox mailbox, int input, int collection) {}

  /** The index of the channel among those of the consuming task. */
  public int input() {
    return destination.input();
  }

  /** The collection that the elements belong to, as the consumer names it. */
  public int collection() {
    return destination.collection();
  }

  /** Sends a chunk, as soon as there is credit for it. */
  void sendChunk(Chunk chunk) {
    credits.take(limit.next(), stop);
    lastSent = null;
    put(chunk);
  }

  /** Sends a watermark, later than the one before. */
  void sendWatermark(long millis) {
    if (lastSent != null && lastSent.raise(millis)) {
      return;
    }
    RisingTime time = new RisingTime(millis);
    lastSent = time;
    put(new Message.Watermark(this, time));
  }

  /** Tells that nothing is to be expected for a while. */
  void sendIdle() {
    lastSent = null;
    put(new Message.Idle(this));
  }

  /** Tells that a drain has cut short what it brings. */
  void sendCutShort() {
    lastSent = null;
    put(new Message.CutShort(this));
  }

  /**
   * Divides what belongs to a checkpoint from what does not. It needs no credit, so that it comes
   * through where chunks do not.
   */
  void sendBarrier(long checkpoint) {
    // A watermark that has been sent must not rise any more: it is before the barrier.
    lastSent = null;
    put(new Message.Barrier(this, checkpoint));
  }

  /** Ends the channel. */
  void sendEnd() {
    lastSent = null;
    put(new Message.End(this));
  }

  private void put(Message message) {
    destination.mailbox().put(message, workSince.getAsLong());
  }

  /** Tells that a chunk has been dealt with, which makes room for another. */
  public void received() {
    credits.giveBack();
  }

  /** Whether the producing task waits for credit. */
  public boolean blocked() {
    return credits.awaited();
  }

  /** How long the producing task has waited for credit in all, in terms of {@code nanoTime}. */
  public long blockedNanos(long nanoTime) {
    return credits.waitedNanos(nanoTime);
  }

  /** Whether it leads to the task that {@code mailbox} is of. */
  public boolean leadsTo(Mailbox mailbox) {
    return destination.mailbox() == mailbox;
  }

  /** How many chunks were sent and not dealt with yet. */
  public int chunksUnderWay() {
    return credits.inUse();
  }
}
