/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.StoppableList;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Materializations.MultimapView;
import org.apache.beam.sdk.values.KV;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The contents of a side input by key; keys are equal if they are encoded alike. Immutable.
 *
 * <p>A lookup waits for memory more than for anything else once the contents are larger than the
 * caches, so that it takes the fewest steps: key and value lie side by side in one array, found by
 * linear probing in an array that is at most half full, and a key with one value needs no list.
 */
final class KeyedContents implements MultimapView<Object, Object> {
  private static final int LEAST_SLOTS = 16;

  // What is to be multiplied with to spread hash codes: 2^32 divided by the golden ratio.
  private static final int SPREAD = 0x9E3779B9;

  private final StopSignal stop;
  private final Keyer keyer;
  private final List<@Nullable Object> keys = new ArrayList<>();

  // The key of a slot, as Keyer.structural tells it from others, and then its value or Values.
  private @Nullable Object[] table = new Object[2 * LEAST_SLOTS];
  private int shift = Integer.numberOfLeadingZeros(LEAST_SLOTS) + 1;

  /**
   * Groups {@code contents} by key.
   *
   * @param view names the side input in errors
   * @param stop ends this and later reading
   */
  KeyedContents(
      Coder<?> keyCoder, String view, List<KV<Object, Object>> contents, StopSignal stop) {
    this.stop = stop;
    keyer = new Keyer(keyCoder, view);
    for (KV<Object, Object> pair : contents) {
      stop.throwIfStopped();
      Object structural = keyer.structural(pair.getKey());
      int at = find(structural);
      if (table[at] == null) {
        table[at] = relocated(structural);
        table[at + 1] = relocated(pair.getValue());
        keys.add(keyer.key(pair.getKey()).value());
        if (keys.size() > table.length / 4) {
          grow();
        }
      } else if (table[at + 1] instanceof Values several) {
        several.list.add(pair.getValue());
      } else {
        table[at + 1] = new Values(table[at + 1], pair.getValue());
      }
    }
  }

  // A number as it comes lies among whatever else was made while its element was on its way, and a
  // page of memory holds only a few of those that are looked up. Made anew they lie together: that
  // nearly halves the time of lookups in a hundred thousand of them.
  private static @Nullable Object relocated(@Nullable Object value) {
    if (value instanceof Long number) {
      return Long.valueOf(number.longValue());
    }
    if (value instanceof Integer number) {
      return Integer.valueOf(number.intValue());
    }
    return value instanceof Double number ? (Object) Double.valueOf(number.doubleValue()) : value;
  }

  private void grow() {
    @Nullable Object[] before = table;
    table = new Object[before.length * 2];
    shift--;
    for (int i = 0; i < before.length; i += 2) {
      if (before[i] != null) {
        int at = find(before[i]);
        table[at] = before[i];
        table[at + 1] = before[i + 1];
      }
    }
  }

  /** Where {@code structural} is in the table, or would be. */
  private int find(Object structural) {
    int at = ((structural.hashCode() * SPREAD) >>> shift) * 2;
    while (table[at] != null && !structural.equals(table[at])) {
      at = (at + 2) & (table.length - 1);
    }
    return at;
  }

  @Override
  public List<@Nullable Object> get() {
    return new StoppableList<>(keys, stop);
  }

  @Override
  public List<@Nullable Object> get(@Nullable Object key) {
    stop.throwIfStopped();
    int at = find(keyer.structural(key));
    if (table[at] == null) {
      return List.of();
    }
    return table[at + 1] instanceof Values several
        ? new StoppableList<>(several.list, stop)
        : Collections.singletonList(table[at + 1]);
  }

  /** The values of a key that has more than one. No value of a user is of this class. */
  private static final class Values {
    private final List<@Nullable Object> list = new ArrayList<>();

    Values(@Nullable Object first, @Nullable Object second) {
      list.add(first);
      list.add(second);
    }
  }
}
