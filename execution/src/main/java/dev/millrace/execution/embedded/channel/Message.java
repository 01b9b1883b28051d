/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

/** What travels in a {@link Channel}. */
public sealed interface Message
    permits Chunk, Message.Watermark, Message.Idle, Message.CutShort, Message.Barrier, Message.End {

  /** The channel it travels in. */
  Channel channel();

  /** The producer's output watermark; may still rise while the message is under way. */
  record Watermark(Channel channel, RisingTime time) implements Message {}

  /**
   * The producer expects nothing for a while: until its next message the channel does not count for
   * the consumer's watermark.
   */
  record Idle(Channel channel) implements Message {}

  /** A drain has cut the producer's input or work short: what follows has come of that. */
  record CutShort(Channel channel) implements Message {}

  /** What came before belongs to a checkpoint, what follows does not. */
  record Barrier(Channel channel, long checkpoint) implements Message {}

  /** The last message: the producer is done. */
  record End(Channel channel) implements Message {}
}
