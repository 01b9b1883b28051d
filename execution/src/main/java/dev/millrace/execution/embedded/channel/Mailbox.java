package dev.millrace.execution.embedded.channel;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
  private final Runnable wake;

  /**
   * An empty mailbox.
   *
   * @param wake wakes the task; called after each message that was put
   */
  public Mailbox(Runnable wake) {
    this.wake = wake;
  }

  /** Puts a message and wakes the task. */
  void put(Message message) {
    messages.add(message);
    wake.run();
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
