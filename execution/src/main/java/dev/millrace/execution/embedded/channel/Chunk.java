/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import dev.millrace.execution.host.Key;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Some elements under way, with their keys if the edge is by key. Not changed once sent. */
public final class Chunk implements Message {
  private final Channel channel;
  private final WindowedValue<?>[] elements;
  private final Key @Nullable [] keys;
  private final int size;

  Chunk(Channel channel, WindowedValue<?>[] elements, Key @Nullable [] keys, int size) {
    this.channel = channel;
    this.elements = elements;
    this.keys = keys;
    this.size = size;
  }

  @Override
  public Channel channel() {
    return channel;
  }

  /** How many elements there are. */
  public int size() {
    return size;
  }

  /** The element at {@code index}. */
  public WindowedValue<?> element(int index) {
    return elements[index];
  }

  /** The key of the element at {@code index}, null if the edge is not by key. */
  public @Nullable Key key(int index) {
    return keys == null ? null : keys[index];
  }
}
