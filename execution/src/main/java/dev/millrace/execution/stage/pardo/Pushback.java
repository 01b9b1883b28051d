/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.ParDoSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Elements that wait for side inputs. They wait window by window, those of one in their order of
 * arrival, and each window is known by the side input that it waits for: what becomes ready touches
 * the elements that it lets go and no others.
 *
 * <p>Elements are kept in state, and hold the watermark at the earliest timestamp, or at the end of
 * the earliest window if that comes before: none becomes late by waiting.
 *
 * @param <T> the type of their values
 */
public final class Pushback<T> {
  private static final String STATE_ID = "__millrace_pushback";

  private final SideInputAccess sideInputs;
  private final StopCheck stop;
  private final Keyer windowKeyer;
  private final Table<Cell.Bag<WindowedValue<T>>> elements;
  private final Map<BoundedWindow, WaitingWindow<T>> waiting = new HashMap<>();

  // For each side input, by number: the windows that wait for a window of it.
  private final List<Map<BoundedWindow, List<WaitingWindow<T>>>> awaiting = new ArrayList<>();
  private final Holds holds = new Holds();

  // Elements of one window mostly come in runs.
  private @Nullable WaitingWindow<T> latest;

  /** The pushback of {@code call}, null if its DoFn has no side inputs to wait for. */
  public static <T> @Nullable Pushback<T> of(FnCall<T, ?> call) {
    return call.sideInputs().isEmpty()
        ? null
        : new Pushback<>(call.spec(), call.step(), call.sideInputs());
  }

  @SuppressWarnings("unchecked") // the spec's input coder codes the elements given to add
  private Pushback(ParDoSpec spec, Step step, SideInputAccess sideInputs) {
    this.sideInputs = sideInputs;
    this.stop = step.host().stop();
    Coder<? extends BoundedWindow> windowCoder = spec.inputWindowing().getWindowFn().windowCoder();
    Coder<WindowedValue<T>> coder =
        WindowedValues.getFullCoder((Coder<T>) spec.inputCoder(), windowCoder);
    this.windowKeyer = new Keyer(windowCoder, step.transform());
    this.elements = step.host().state(step.transform(), new KeySpace(windowCoder, windowCoder)).bags(STATE_ID, coder);
    for (int i = 0; i < sideInputs.size(); i++) {
      awaiting.add(new HashMap<>());
    }
    for (Key key : elements.keys(Namespace.GLOBAL)) {
      restore((BoundedWindow) requireNonNull(key.value()));
    }
  }

  private void restore(BoundedWindow window) {
    WaitingWindow<T> found = begin(window);
    found.elements.read().forEach(element -> found.hold(element, holds));
  }

  /** The earliest time that waits, the end of time if none does. */
  public long hold() {
    return holds.minimum();
  }

  /**
   * Gives {@code element}, which is in one window, to {@code processor} if it need not wait, or
   * else keeps it.
   */
  public void offer(WindowedValue<T> element, Consumer<WindowedValue<T>> processor) {
    if (mayPass(Element.window(element))) {
      processor.accept(element);
    } else {
      add(element);
    }
  }

  /**
   * Whether an element in {@code window} need not wait: its side inputs are ready, and no other in
   * the window waits before it.
   */
  boolean mayPass(BoundedWindow window) {
    return (waiting.isEmpty() || waiting(window) == null)
        && sideInputs.firstNotReady(window) == SideInputAccess.ALL_READY;
  }

  private @Nullable WaitingWindow<T> waiting(BoundedWindow window) {
    if (latest == null || window != latest.window) {
      WaitingWindow<T> found = waiting.get(window);
      if (found == null) {
        return null;
      }
      latest = found;
    }
    return latest;
  }

  /** Keeps an element, which is in one window. */
  void add(WindowedValue<T> element) {
    BoundedWindow window = Element.window(element);
    WaitingWindow<T> found = waiting(window);
    if (found == null) {
      found = begin(window);
    }
    found.elements.add(element);
    found.hold(element, holds);
  }

  private WaitingWindow<T> begin(BoundedWindow window) {
    Cell.Bag<WindowedValue<T>> cell = elements.cell(windowKeyer.key(window), Namespace.GLOBAL);
    WaitingWindow<T> begun = new WaitingWindow<>(window, cell);
    waiting.put(window, begun);
    // One that has become ready since it was asked for is told of soon, like any other.
    await(Math.max(0, sideInputs.firstNotReady(window)), begun);
    return begun;
  }

  private void await(int number, WaitingWindow<T> waits) {
    BoundedWindow awaited = sideInputs.window(number, waits.window);
    awaiting.get(number).computeIfAbsent(awaited, absent -> new ArrayList<>()).add(waits);
    sideInputs.await(number, awaited);
  }

  /**
   * Gives the elements to {@code processor} that waited for {@code view} in {@code window} and need
   * not wait for another side input.
   */
  public void release(
      PCollectionView<?> view, BoundedWindow window, Consumer<WindowedValue<T>> processor) {
    int number = sideInputs.number(view);
    List<WaitingWindow<T>> candidates = number < 0 ? null : awaiting.get(number).remove(window);
    if (candidates == null) {
      return;
    }
    for (WaitingWindow<T> candidate : candidates) {
      int next = sideInputs.firstNotReady(candidate.window);
      if (next == SideInputAccess.ALL_READY) {
        release(candidate, processor);
      } else {
        await(next, candidate);
      }
    }
  }

  private void release(WaitingWindow<T> released, Consumer<WindowedValue<T>> processor) {
    for (WindowedValue<T> element : released.elements.read()) {
      stop.throwIfStopped();
      processor.accept(element);
    }
    released.elements.clear();
    holds.remove(released.earliest);
    waiting.remove(released.window);
    latest = null;
  }

  /** The elements of one window that wait. */
  private static final class WaitingWindow<T> {
    private final BoundedWindow window;
    private final Cell.Bag<WindowedValue<T>> elements;
    private long earliest = Long.MAX_VALUE;

    WaitingWindow(BoundedWindow window, Cell.Bag<WindowedValue<T>> elements) {
      this.window = window;
      this.elements = elements;
    }

    void hold(WindowedValue<?> element, Holds holds) {
      long time = Math.min(element.getTimestamp().getMillis(), window.maxTimestamp().getMillis());
      if (time < earliest) {
        holds.remove(earliest);
        holds.add(time);
        earliest = time;
      }
    }
  }
}
