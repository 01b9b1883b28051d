/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What can be seen of an element, to be compared and shown.
 *
 * @param value its value; iterables as lists, byte arrays as lists of bytes
 * @param millis its timestamp
 * @param windows its windows
 * @param pane its pane
 */
public record Seen(@Nullable Object value, long millis, Set<BoundedWindow> windows, PaneInfo pane) {

  /** What can be seen of {@code element}. */
  static Seen of(WindowedValue<?> element) {
    return new Seen(
        plain(element.getValue()),
        element.getTimestamp().getMillis(),
        new HashSet<>(element.getWindows()),
        element.getPaneInfo());
  }

  /** The same with the values of a group in an order that does not depend on that of arrival. */
  Seen withGroupSorted() {
    if (value instanceof KV<?, ?> pair && pair.getValue() instanceof List<?> group) {
      List<Object> sorted = new ArrayList<>(group);
      sorted.sort(Comparator.comparing(String::valueOf));
      return new Seen(KV.of(pair.getKey(), sorted), millis, windows, pane);
    }
    return this;
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof KV<?, ?> pair) {
      return KV.of(plain(pair.getKey()), plain(pair.getValue()));
    }
    if (value instanceof byte[] bytes) {
      List<Byte> list = new ArrayList<>();
      for (byte each : bytes) {
        list.add(each);
      }
      return list;
    }
    if (value instanceof Iterable<?> all) {
      List<Object> list = new ArrayList<>();
      all.forEach(list::add);
      return list;
    }
    return value;
  }

  @Override
  public String toString() {
    String place = windows + (pane.equals(PaneInfo.NO_FIRING) ? "" : ", " + pane);
    return "\n  " + value + " at " + millis + " in " + place;
  }
}
