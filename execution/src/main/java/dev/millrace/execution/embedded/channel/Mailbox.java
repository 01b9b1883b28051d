/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The messages for one task, from all its channels, in the order of arrival.
 *
 * <p>Unbounded by itself: {@link Channel}s bound the chunks in it and coalesce watermarks.
 *
 * <p>Threading: any thread puts; the task's own takes.
 */
public final class Mailbox {
  private final Queue<Message> messages = new ConcurrentLinkedQueue<>();
  private final LongConsumer wake;

  /**
   * An empty mailbox.
   *
   * @param wake wakes the task; called after each message that was put, with its {@code since}
   */
  public Mailbox(LongConsumer wake) {
    this.wake = wake;
  }

  /** Puts a message, part of work under way since a time of day, and wakes the task. */
  void put(Message message, long since) {
    messages.add(message);
    wake.accept(since);
  }

  /** The next message, null if there is none. */
  public @Nullable Message take() {
    return messages.poll();
  }

  /** Whether there is no message. */
  public boolean isEmpty() {
    return messages.isEmpty();
  }
}
