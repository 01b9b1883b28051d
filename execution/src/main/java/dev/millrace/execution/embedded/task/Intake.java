/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

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
  private @Nullable Chunk chunk;
  private int index;

  /** What comes into a task by {@code channels} channels that lead to {@code mailbox}. */
  Intake(Mailbox mailbox, int channels) {
    this.mailbox = mailbox;
    this.watermark = new InputWatermark(channels);
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
    CUT_SHORT
  }

  /** Goes on to the next event. */
  Event next() {
    if (chunk != null && ++index < chunk.size()) {
      return Event.ELEMENT;
    }
    finishChunk();
    Message message;
    while ((message = mailbox.take()) != null) {
      Event event = open(message);
      if (event != Event.NONE) {
        return event;
      }
    }
    return Event.NONE;
  }

  private void finishChunk() {
    if (chunk != null) {
      chunk.channel().received();
      chunk = null;
    }
  }

  private Event open(Message message) {
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
    return message instanceof Message.End ? watermark.end(input) : watermark.idle(input);
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
    return chunk == null && mailbox.isEmpty();
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
