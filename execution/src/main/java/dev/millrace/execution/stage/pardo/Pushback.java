/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Elements that wait for side inputs. They wait window by window, those of one in their order of
 * arrival, and each window is known by the side input that it waits for: what becomes ready touches
 * the elements that it lets go and no others.
 *
 * <p>Elements hold the watermark at the earliest timestamp, or at the end of the earliest window if
 * that comes before: none becomes late by waiting.
 *
 * @param <T> the type of their values
 */
final class Pushback<T> {
  private final SideInputAccess sideInputs;
  private final KeptElements<BoundedWindow, T> elements;
  private final Map<BoundedWindow, WaitingWindow> waiting = new HashMap<>();

  // For each side input, by number: the windows that wait for a window of it.
  private final List<Map<BoundedWindow, List<WaitingWindow>>> awaiting = new ArrayList<>();
  private final Holds holds = new Holds();
  private long size;

  // Elements of one window mostly come in runs.
  private @Nullable WaitingWindow latest;

  /** Elements that wait for {@code sideInputs} in {@code elements}, by window. */
  Pushback(SideInputAccess sideInputs, KeptElements<BoundedWindow, T> elements) {
    this.sideInputs = sideInputs;
    this.elements = elements;
    for (int i = 0; i < sideInputs.size(); i++) {
      awaiting.add(new HashMap<>());
    }
    elements.forEach((window, element) -> hold(waitingOrBegun(window), element));
  }

  /** The earliest time that waits, the end of time if none does. */
  long hold() {
    return holds.minimum();
  }

  /** How many elements wait. */
  long size() {
    return size;
  }

  /**
   * Whether an element in {@code window} need not wait: its side inputs are ready, and no other in
   * the window waits before it.
   */
  boolean mayPass(BoundedWindow window) {
    return (waiting.isEmpty() || waiting(window) == null)
        && sideInputs.firstNotReady(window) == SideInputAccess.ALL_READY;
  }

  private @Nullable WaitingWindow waiting(BoundedWindow window) {
    if (latest == null || window != latest.window) {
      WaitingWindow found = waiting.get(window);
      if (found == null) {
        return null;
      }
      latest = found;
    }
    return latest;
  }

  /**
   * Keeps an element, which is in one window.
   *
   * @param key its key, null where elements belong to none
   */
  void add(@Nullable Key key, WindowedValue<T> element) {
    BoundedWindow window = Element.window(element);
    WaitingWindow found = waitingOrBegun(window);
    elements.add(window, key, element);
    hold(found, element);
  }

  private WaitingWindow waitingOrBegun(BoundedWindow window) {
    WaitingWindow found = waiting(window);
    return found == null ? begin(window) : found;
  }

  private WaitingWindow begin(BoundedWindow window) {
    WaitingWindow begun = new WaitingWindow(window);
    waiting.put(window, begun);
    // One that has become ready since it was asked for is told of soon, like any other.
    await(Math.max(0, sideInputs.firstNotReady(window)), begun);
    return begun;
  }

  private void hold(WaitingWindow window, WindowedValue<?> element) {
    window.elements++;
    size++;
    long time = KeptElements.time(element);
    if (time < window.earliest) {
      holds.remove(window.earliest);
      holds.add(time);
      window.earliest = time;
    }
  }

  private void await(int number, WaitingWindow waits) {
    BoundedWindow awaited = sideInputs.window(number, waits.window);
    awaiting.get(number).computeIfAbsent(awaited, absent -> new ArrayList<>()).add(waits);
    sideInputs.await(number, awaited);
  }

  /**
   * Gives the elements to {@code processor} that waited for {@code view} in {@code window} and need
   * not wait for another side input.
   */
  void release(
      PCollectionView<?> view,
      BoundedWindow window,
      BiConsumer<@Nullable Key, WindowedValue<T>> processor) {
    int number = sideInputs.number(view);
    List<WaitingWindow> candidates = number < 0 ? null : awaiting.get(number).remove(window);
    if (candidates == null) {
      return;
    }
    for (WaitingWindow candidate : candidates) {
      int next = sideInputs.firstNotReady(candidate.window);
      if (next == SideInputAccess.ALL_READY) {
        release(candidate, processor);
      } else {
        await(next, candidate);
      }
    }
  }

  private void release(
      WaitingWindow released, BiConsumer<@Nullable Key, WindowedValue<T>> processor) {
    elements.release(released.window, processor);
    holds.remove(released.earliest);
    size -= released.elements;
    waiting.remove(released.window);
    latest = null;
  }

  /** Tells the checkpoint that is being taken of all that wait. */
  void snapshot() {
    elements.snapshot();
  }

  /** A window whose elements wait. */
  private static final class WaitingWindow {
    private final BoundedWindow window;
    private long elements;
    private long earliest = Long.MAX_VALUE;

    WaitingWindow(BoundedWindow window) {
      this.window = window;
    }
  }
}
