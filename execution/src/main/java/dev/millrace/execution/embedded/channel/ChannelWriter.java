/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import dev.millrace.execution.host.Key;
import java.util.Arrays;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The producer's end of a {@link Channel}: gathers elements into chunks.
 *
 * <p>Threading: used by the producing task alone.
 */
public final class ChannelWriter {
  private static final int SMALL = 16;

  /** A chunk that weighs this much is sent although it has few elements. */
  private static final long HEAVY = 64 * 1024;

  private final Channel channel;
  private final int chunkElements;
  private WindowedValue<?>[] elements = new WindowedValue<?>[0];
  private Key @Nullable [] keys;
  private int size;
  private int latestSize;
  private long weight;

  /** A writer that sends a chunk whenever it holds {@code chunkElements}. */
  public ChannelWriter(Channel channel, int chunkElements) {
    this.channel = channel;
    this.chunkElements = chunkElements;
  }

  /** The channel; of use to any thread. */
  public Channel channel() {
    return channel;
  }

  /** Adds an element; sends the chunk if it is full. */
  public void add(WindowedValue<?> element) {
    if (size == elements.length) {
      grow();
    }
    elements[size++] = element;
    weight += Weight.of(element.getValue());
    if (size == chunkElements || weight >= HEAVY) {
      flush();
    }
  }

  /** Adds an element with its key; sends the chunk if it is full. */
  public void add(Key key, WindowedValue<?> element) {
    if (size == elements.length) {
      grow();
    }
    if (keys == null || keys.length < elements.length) {
      keys = keys == null ? new Key[elements.length] : Arrays.copyOf(keys, elements.length);
    }
    keys[size] = key;
    add(element);
  }

  private void grow() {
    // The next chunk is mostly like the one before.
    int length = Math.min(chunkElements, Math.max(SMALL, Math.max(latestSize, size * 4)));
    elements = Arrays.copyOf(elements, length);
  }

  /** Sends what there is; whether there was anything. */
  public boolean flush() {
    if (size == 0) {
      return false;
    }
    Chunk chunk = new Chunk(channel, elements, keys, size);
    elements = new WindowedValue<?>[0];
    keys = null;
    latestSize = size;
    size = 0;
    weight = 0;
    channel.sendChunk(chunk);
    return true;
  }

  /** Sends what there is, then a watermark. */
  public void watermark(long millis) {
    flush();
    channel.sendWatermark(millis);
  }

  /** Sends what there is, then the word that nothing is to be expected for a while. */
  public void idle() {
    flush();
    channel.sendIdle();
  }

  /** Sends what there is, then the word that a drain has cut short what would have followed. */
  public void cutShort() {
    flush();
    channel.sendCutShort();
  }

  /** Sends what there is, then the barrier of a checkpoint. */
  public void barrier(long checkpoint) {
    flush();
    channel.sendBarrier(checkpoint);
  }

  /** Sends what there is, then the end. */
  public void end() {
    flush();
    channel.sendEnd();
  }
}
