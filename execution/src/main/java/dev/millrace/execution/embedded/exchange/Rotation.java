/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.embedded.channel.ChannelWriter;

/** The channels of an edge, each in its turn. Used by one task alone. */
final class Rotation {
  private final ChannelWriter[] channels;
  private int next;

  /** Begins with the channel of the number {@code first}, counted round and round. */
  Rotation(ChannelWriter[] channels, int first) {
    this.channels = channels;
    this.next = first % channels.length;
  }

  /** The channel whose turn it is. */
  ChannelWriter next() {
    ChannelWriter channel = channels[next];
    next = next + 1 == channels.length ? 0 : next + 1;
    return channel;
  }
}
