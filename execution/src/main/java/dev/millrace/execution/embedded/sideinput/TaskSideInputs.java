/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.host.SideInputs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The side inputs of a job as one task sees them.
 *
 * <p>Threading: used by its task; {@link #announce}, {@link #waits} and {@link #passed} are for any
 * thread.
 */
public final class TaskSideInputs implements SideInputs {
  private final SideInputStore store;
  private final List<ViewContents> read;
  private final long latenessMillis;
  private final Runnable wake;
  private final Map<PCollectionView<?>, ViewReader> readings = new IdentityHashMap<>();
  private final Map<ViewContents, Long> announced = new HashMap<>();
  private final Queue<Ready> ready = new ConcurrentLinkedQueue<>();
  private final NavigableMap<Long, Passing> byCheckpoint = new ConcurrentSkipListMap<>();
  private long reached = Long.MIN_VALUE;
  private List<Ready> released = new ArrayList<>();
  private volatile long passed = Long.MIN_VALUE;

  /**
   * What a task has left behind as of the barrier of a checkpoint.
   *
   * @param reached see {@link #passed}
   * @param released windows that it keeps no longer
   */
  private record Passing(long reached, List<Ready> released) {}

  /**
   * A view that a task waits for.
   *
   * @param watermark how far the watermark of the view has come, in milliseconds
   * @param windows the windows, with the watermarks past which each is ready without a pane
   */
  public record Wait(PCollectionView<?> view, long watermark, Map<BoundedWindow, Long> windows) {}

  /** A side input that was waited for and can be read. */
  public record Ready(PCollectionView<?> view, BoundedWindow window) {}

  TaskSideInputs(
      SideInputStore store, List<ViewContents> read, long latenessMillis, Runnable wake) {
    this.store = store;
    this.read = read;
    this.latenessMillis = latenessMillis;
    this.wake = wake;
  }

  @Override
  public boolean ready(PCollectionView<?> view, BoundedWindow window) {
    return reading(view).ready(window);
  }

  @Override
  public void await(PCollectionView<?> view, BoundedWindow window) {
    store.contents(view).await(window, this);
  }

  /** What the task waits for; for any thread. */
  public List<Wait> waits() {
    List<Wait> waits = new ArrayList<>();
    for (ViewContents view : read) {
      Map<BoundedWindow, Long> windows = view.awaitedBy(this);
      if (!windows.isEmpty()) {
        waits.add(new Wait(view.view(), view.watermark(), windows));
      }
    }
    return waits;
  }

  /** What has become ready of that which the task awaits, one at a time; null if nothing has. */
  public @Nullable Ready pollReady() {
    return ready.poll();
  }

  /** Whether {@link #pollReady} has something. */
  public boolean anyReady() {
    return !ready.isEmpty();
  }

  @Override
  @SuppressWarnings("unchecked") // the value was made by the view's own function
  public <T> @Nullable T get(PCollectionView<T> view, BoundedWindow window) {
    return (T) reading(view).value(window);
  }

  private ViewReader reading(PCollectionView<?> view) {
    ViewReader known = readings.get(view);
    if (known == null) {
      known = new ViewReader(store.contents(view));
      readings.put(view, known);
    }
    return known;
  }

  @Override
  public void publish(
      PCollectionView<?> view, BoundedWindow window, PaneInfo pane, List<?> contents) {
    store
        .contents(view)
        .publish(window, new Pane(pane.getIndex(), contents, store.takesCheckpoints()));
  }

  @Override
  public void retain(PCollectionView<?> view, BoundedWindow window) {
    store.contents(view).retain(window);
  }

  @Override
  public void release(PCollectionView<?> view, BoundedWindow window) {
    if (store.takesCheckpoints()) {
      released.add(new Ready(view, window));
    } else {
      store.contents(view).release(window);
    }
  }

  /** Begins with what {@code view}, which the task publishes, had announced. */
  public void restore(PCollectionView<?> view, RestoredState from) {
    long millis = store.captured(view).announced(from);
    if (millis > BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()) {
      announced.put(store.contents(view), millis);
    }
  }

  /** Writes down {@code view}, which the task publishes. */
  public void capture(PCollectionView<?> view, StateSink sink) {
    ViewContents contents = store.contents(view);
    CapturedView captured = store.captured(view);
    captured.capture(contents, sink);
    Long later = announced.get(contents);
    captured.announce(later == null ? contents.watermark() : later, sink);
  }

  /** The task passes the barrier of {@code checkpoint}. */
  public void pass(long checkpoint) {
    if (store.takesCheckpoints() && !read.isEmpty()) {
      byCheckpoint.put(checkpoint, new Passing(reached, released));
      released = new ArrayList<>();
    }
  }

  /**
   * Tells that {@code checkpoint} has been published. What the task had left behind by then it will
   * not ask for again, wherever it is restored.
   */
  void checkpointComplete(long checkpoint) {
    NavigableMap<Long, Passing> complete = byCheckpoint.headMap(checkpoint, true);
    if (!complete.isEmpty()) {
      passed = complete.lastEntry().getValue().reached;
      for (Passing passing : complete.values()) {
        passing.released.forEach(each -> store.contents(each.view).release(each.window));
      }
      complete.clear();
      read.forEach(ViewContents::dropExpired);
    }
  }

  /** {@inheritDoc} Takes effect at {@link #releaseWatermarks}. */
  @Override
  public void watermark(PCollectionView<?> view, long millis) {
    announced.merge(store.contents(view), millis, Math::max);
  }

  /**
   * Lets the watermarks take effect that were announced, as far as the task's output watermark has
   * come: what is due at the input watermark may not have been published yet, and a window would
   * seem to be empty that is about to get its first pane.
   */
  public void releaseWatermarks(long outputWatermark) {
    if (!announced.isEmpty()) {
      announced.forEach((view, millis) -> view.advance(Math.min(millis, outputWatermark)));
      announced.values().removeIf(millis -> millis <= outputWatermark);
    }
  }

  /** Tells that the task's elements are not before {@code millis} any more, late ones excepted. */
  public void advance(long millis) {
    if (read.isEmpty()) {
      return;
    }
    reached = millis - latenessMillis;
    if (!store.takesCheckpoints()) {
      passed = reached;
      read.forEach(ViewContents::dropExpired);
    }
  }

  /**
   * Windows that ended before this are of no use to the task, nor would they be if it were
   * restored.
   */
  long passed() {
    return passed;
  }

  /** Tells the task that a side input is ready that it awaits. */
  void announce(PCollectionView<?> view, BoundedWindow window) {
    ready.add(new Ready(view, window));
    wake.run();
  }
}
