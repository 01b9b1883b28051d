/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.channel.Alignment;
import dev.millrace.execution.embedded.channel.Chunk;
import dev.millrace.execution.embedded.channel.InputWatermark;
import dev.millrace.execution.embedded.channel.Mailbox;
import dev.millrace.execution.embedded.channel.Message;
import dev.millrace.execution.host.StageInstance;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What comes into a task: takes the messages of its mailbox apart into elements and advances of the
 * input watermark, in order.
 *
 * <p>Threading: used by its task alone, but for the mailbox.
 */
final class Intake {
  private final Mailbox mailbox;
  private final InputWatermark watermark;
  private final Alignment alignment;
  private @Nullable Chunk chunk;
  private int index;

  /**
   * What comes into a task.
   *
   * @param channels how many channels lead to {@code mailbox}
   * @param floor how far the input watermark has come before
   */
  Intake(Mailbox mailbox, int channels, long floor) {
    this.mailbox = mailbox;
    this.watermark = new InputWatermark(channels, floor);
    this.alignment = new Alignment(channels);
  }

  /** What {@link #next} found. */
  enum Event {
    /** Nothing has come. */
    NONE,
    /** An element, for {@link #giveTo}. */
    ELEMENT,
    /** The input watermark has advanced. */
    WATERMARK,
    /** A drain has cut the input short. */
    CUT_SHORT,
    /**
     * The barrier of {@link #checkpoint} has come by all channels: {@link #passBarrier} goes on.
     */
    BARRIER
  }

  /** Goes on to the next event. */
  Event next() {
    if (chunk != null && ++index < chunk.size()) {
      return Event.ELEMENT;
    }
    finishChunk();
    while (!alignment.isComplete()) {
      Message message = take();
      if (message == null) {
        return Event.NONE;
      }
      Event event = open(message);
      if (event != Event.NONE) {
        return event;
      }
    }
    return Event.BARRIER;
  }

  private @Nullable Message take() {
    Message released = alignment.next();
    return released == null ? mailbox.take() : released;
  }

  private void finishChunk() {
    if (chunk != null) {
      chunk.channel().received();
      chunk = null;
    }
  }

  private Event open(Message message) {
    if (alignment.holdsBack(message)) {
      return Event.NONE;
    }
    if (message instanceof Message.Barrier barrier) {
      alignment.arrived(barrier);
      return Event.NONE;
    }
    if (message instanceof Chunk elements) {
      watermark.resume(elements.channel().input());
      chunk = elements;
      index = 0;
      return Event.ELEMENT;
    }
    if (message instanceof Message.CutShort) {
      return Event.CUT_SHORT;
    }
    return signal(message) ? Event.WATERMARK : Event.NONE;
  }

  private boolean signal(Message message) {
    int input = message.channel().input();
    if (message instanceof Message.Watermark advance) {
      return watermark.advance(input, advance.time().take());
    }
    if (message instanceof Message.End) {
      alignment.ended();
      return watermark.end(input);
    }
    return watermark.idle(input);
  }

  /** Gives the current element to {@code instance}. */
  void giveTo(StageInstance instance) throws Exception {
    Chunk current = chunk;
    if (current == null) {
      throw new IllegalStateException("There is no current element");
    }
    instance.element(current.channel().collection(), current.key(index), current.element(index));
  }

  /** Whether nothing has come, and all that came has been dealt with. */
  boolean isEmpty() {
    return chunk == null && alignment.isEmpty() && mailbox.isEmpty();
  }

  /** The checkpoint whose barrier has come. */
  long checkpoint() {
    return alignment.checkpoint();
  }

  /** Goes on behind a barrier. */
  void passBarrier() {
    alignment.pass();
  }

  /** The input watermark. */
  long watermark() {
    return watermark.millis();
  }

  /** Whether nothing is to be expected until further notice. */
  boolean idle() {
    return watermark.idle();
  }

  /** Whether nothing will come any more. */
  boolean ended() {
    return watermark.ended();
  }
}
