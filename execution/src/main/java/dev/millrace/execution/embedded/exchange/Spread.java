/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.embedded.channel.ChannelWriter;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.keying.Keyer;
import org.apache.beam.sdk.values.WindowedValue;

/** Decides which of an edge's channels an element takes. */
final class Spread {
  private Spread() {}

  /** All elements to one channel. */
  static StageOutput single(ChannelWriter channel) {
    return channel::add;
  }

  /** By key: elements with equal keys to the same channel, with the key. */
  static StageOutput byKey(ChannelWriter[] channels, KeyedElements elements) {
    return element -> {
      Key key = elements.key(element);
      channels[Keyer.owner(key, channels.length)].add(key, elements.recoded(key, element));
    };
  }

  /** Each element to the next channel in turn, starting at {@code first}. */
  static StageOutput roundRobin(ChannelWriter[] channels, int first) {
    return new RoundRobin(channels, first);
  }

  private static final class RoundRobin implements StageOutput {
    private final ChannelWriter[] channels;
    private int next;

    RoundRobin(ChannelWriter[] channels, int first) {
      this.channels = channels;
      this.next = first % channels.length;
    }

    @Override
    public void emit(WindowedValue<?> element) {
      ChannelWriter channel = channels[next];
      next = next + 1 == channels.length ? 0 : next + 1;
      channel.add(element);
    }
  }
}
