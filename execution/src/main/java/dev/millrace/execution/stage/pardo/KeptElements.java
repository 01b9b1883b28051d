/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Elements that an operator keeps until it can go on with them, in lanes that go on one by one.
 * Checkpoints have them, and elements that belong to keys go where their keys go.
 *
 * @param <L> what tells lanes apart
 * @param <T> the type of the values
 */
interface KeptElements<L, T> {

  /**
   * Adds an element to a lane.
   *
   * @param key the element's key, null where elements belong to none
   */
  void add(L lane, @Nullable Key key, WindowedValue<T> element);

  /**
   * Hands all elements of {@code lane} to {@code consumer}, in the order of their addition, and
   * forgets them. Of elements from before the job began again that is the order of each key's.
   */
  void release(L lane, BiConsumer<@Nullable Key, WindowedValue<T>> consumer);

  /** Shows all elements with their lanes, those of one lane in their order. */
  void forEach(BiConsumer<L, WindowedValue<T>> consumer);

  /** Tells the checkpoint that is being taken of all that there are. */
  void snapshot();

  /**
   * Where an element that is kept holds the watermark, so that it does not become late: at its
   * timestamp, or at the end of its earliest window if that comes before.
   */
  static long time(WindowedValue<?> element) {
    long time = element.getTimestamp().getMillis();
    for (BoundedWindow window : element.getWindows()) {
      time = Math.min(time, window.maxTimestamp().getMillis());
    }
    return time;
  }
}
