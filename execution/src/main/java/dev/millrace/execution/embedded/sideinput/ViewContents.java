/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.StoppableList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.apache.beam.runners.core.LateDataUtils;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Materializations;
import org.apache.beam.sdk.transforms.Materializations.IterableView;
import org.apache.beam.sdk.transforms.ViewFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is known of one view: the latest pane of each window and how far its watermark has come.
 *
 * <p>Threading: safe for use by all threads. A reader enters itself among those who wait for a
 * window and looks again; a writer writes and then tells those who wait: one of them sees the
 * other.
 */
@SuppressWarnings("deprecation") // a view's internals are deprecated for users, made for runners
final class ViewContents {
  private final PCollectionView<?> view;
  private final StopSignal stop;
  private final ConcurrentMap<BoundedWindow, Pane> windows = new ConcurrentHashMap<>();
  private final Pane empty = new Pane(Pane.NONE, List.of(), false);
  private final AtomicLong watermark =
      new AtomicLong(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
  private final AtomicLong version = new AtomicLong();
  private final AwaitedWindows awaited = new AwaitedWindows();
  private final List<TaskSideInputs> readers = new CopyOnWriteArrayList<>();
  private final KeptWindows kept = new KeptWindows();

  ViewContents(PCollectionView<?> view, StopSignal stop) {
    this.view = view;
    this.stop = stop;
  }

  /** Counts {@code reader} among those for whose sake windows are kept. */
  void addReader(TaskSideInputs reader) {
    readers.add(reader);
  }

  /** Changes with, and after, every change of what windows have. */
  long version() {
    return version.get();
  }

  /** Whether {@code window} can be read: it has a pane, or no first one can come any more. */
  boolean ready(BoundedWindow window) {
    return windows.containsKey(window) || watermark.get() > lastMomentOfFirstPane(window);
  }

  // A trigger that need not fire by the end of the window leaves its first pane, at the latest, to
  // the expiry of the window.
  private long lastMomentOfFirstPane(BoundedWindow window) {
    WindowingStrategy<?, ?> windowing = view.getWindowingStrategyInternal();
    return Math.min(
        windowing.getTrigger().getWatermarkThatGuaranteesFiring(window).getMillis(),
        LateDataUtils.garbageCollectionTime(window, windowing).getMillis());
  }

  /** Tells {@code reader} once {@code window} can be read; at once if it can. */
  void await(BoundedWindow window, TaskSideInputs reader) {
    awaited.add(window, lastMomentOfFirstPane(window), reader);
    if (ready(window)) {
      tellReady(window);
    }
  }

  /** See {@link AwaitedWindows#of}. */
  Map<BoundedWindow, Long> awaitedBy(TaskSideInputs reader) {
    return awaited.of(reader);
  }

  private void tellReady(BoundedWindow window) {
    for (TaskSideInputs reader : awaited.take(window)) {
      reader.announce(view, window);
    }
  }

  /** The view's value in {@code window}. */
  @Nullable Object value(BoundedWindow window) {
    Pane pane = windows.get(window);
    if (pane == null) {
      if (!ready(window)) {
        throw new IllegalStateException(
            "Reading side input " + view + " in window " + window + ", which is not ready");
      }
      // Looks again: a pane published between the two looks would be missed.
      pane = windows.getOrDefault(window, empty);
      if (pane == empty && isPast(window)) {
        throw new IllegalStateException(
            "Reading side input " + view + " in window " + window + ", which has been dropped");
      }
    }
    return pane.value(this::make);
  }

  // One at a time: view functions need not be thread-safe.
  @SuppressWarnings("unchecked") // contents are of the type that the view's coder says
  private synchronized @Nullable Object make(List<?> contents) {
    String urn = view.getViewFn().getMaterialization().getUrn();
    switch (urn) {
      case Materializations.ITERABLE_MATERIALIZATION_URN:
        return ((ViewFn<IterableView<?>, ?>) view.getViewFn())
            .apply(() -> new StoppableList<>((List<Object>) contents, stop));
      case Materializations.MULTIMAP_MATERIALIZATION_URN:
        Coder<?> keys = ((KvCoder<?, ?>) view.getCoderInternal()).getKeyCoder();
        return ((ViewFn<Object, ?>) view.getViewFn())
            .apply(
                new KeyedContents(
                    keys, view.toString(), (List<KV<Object, Object>>) contents, stop));
      default:
        throw new IllegalStateException(
            "Side input " + view + " asks for the unknown materialization " + urn);
    }
  }

  /** Publishes a pane. */
  void publish(BoundedWindow window, Pane pane) {
    if (isPast(window)) {
      return;
    }
    windows.merge(window, pane, (before, now) -> now.replaces(before) ? now : before);
    version.incrementAndGet();
    kept.add(window, expiry(window));
    tellReady(window);
  }

  /** Advances the watermark. */
  void advance(long millis) {
    long before = watermark.getAndAccumulate(millis, Math::max);
    if (millis > before) {
      awaited.readyAt(millis).forEach(this::tellReady);
    }
  }

  /** Drops the windows that none of the readers can ask for any more. */
  void dropExpired() {
    for (BoundedWindow window : kept.takeExpired(passed())) {
      windows.remove(window);
      version.incrementAndGet();
    }
  }

  /** Keeps {@code window} for the sake of work that goes on, until {@link #release}. */
  void retain(BoundedWindow window) {
    kept.retain(window);
  }

  /** Takes back one {@link #retain}. */
  void release(BoundedWindow window) {
    kept.release(window, expiry(window));
    dropExpired();
  }

  /** Whether nobody can ask for {@code window} any more. */
  private boolean isPast(BoundedWindow window) {
    return expiry(window) < passed() && !kept.isRetained(window);
  }

  /** The time before which windows have expired for all readers. */
  private long passed() {
    long passed = Long.MAX_VALUE;
    for (TaskSideInputs reader : readers) {
      passed = Math.min(passed, reader.passed());
    }
    return readers.isEmpty() ? Long.MIN_VALUE : passed;
  }

  private long expiry(BoundedWindow window) {
    return window.maxTimestamp().getMillis()
        + view.getWindowMappingFn().maximumLookback().getMillis();
  }

  /** The view. */
  PCollectionView<?> view() {
    return view;
  }

  /** Shows the windows that are kept. */
  void forEach(BiConsumer<BoundedWindow, Pane> action) {
    windows.forEach(action);
  }

  /** How far the watermark has come. */
  long watermark() {
    return watermark.get();
  }

  /** How many windows are kept. */
  int size() {
    return windows.size();
  }

  @Override
  public String toString() {
    return "view "
        + view.getTagInternal().getId()
        + ": "
        + windows.size()
        + " windows, watermark "
        + watermark
        + ", "
        + awaited.size()
        + " windows waited for";
  }
}
