/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StopCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** {@link KeptElements} that belong to no key: any instance may go on with them. */
final class ListedElements<L, T> implements KeptElements<L, T> {
  private final ItemList<WindowedValue<T>> items;
  private final StopCheck stop;
  private final Map<L, List<WindowedValue<T>>> lanes = new LinkedHashMap<>();

  /**
   * Elements that are written down as {@code items}.
   *
   * @param laneOf the lane of an element from before the job began again
   */
  ListedElements(
      ItemList<WindowedValue<T>> items, Function<WindowedValue<T>, L> laneOf, StopCheck stop) {
    this.items = items;
    this.stop = stop;
    items.restored().forEach(element -> add(laneOf.apply(element), null, element));
  }

  @Override
  public void add(L lane, @Nullable Key key, WindowedValue<T> element) {
    lanes.computeIfAbsent(lane, absent -> new ArrayList<>()).add(element);
  }

  @Override
  public void release(L lane, BiConsumer<@Nullable Key, WindowedValue<T>> consumer) {
    List<WindowedValue<T>> released = lanes.remove(lane);
    if (released == null) {
      return;
    }
    for (WindowedValue<T> element : released) {
      stop.throwIfStopped();
      consumer.accept(null, element);
    }
  }

  @Override
  public void forEach(BiConsumer<L, WindowedValue<T>> consumer) {
    lanes.forEach((lane, all) -> all.forEach(element -> consumer.accept(lane, element)));
  }

  @Override
  public void snapshot() {
    List<WindowedValue<T>> all = new ArrayList<>();
    lanes.values().forEach(all::addAll);
    items.set(all);
  }
}
