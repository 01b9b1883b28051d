/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The side inputs of a job. Tasks use it through a {@link TaskSideInputs} each.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class SideInputStore {
  private final ConcurrentMap<TupleTag<?>, ViewContents> views = new ConcurrentHashMap<>();
  private final List<TaskSideInputs> tasks = new CopyOnWriteArrayList<>();
  private final StopSignal stop;
  private final Durable durable;
  private final @Nullable Elsewhere elsewhere;

  /**
   * Takes what is published here for readers that have stores of their own, as bytes: to be given
   * to {@link #receivePane} and {@link #receiveWatermark} of each.
   */
  public interface Elsewhere {
    /** A pane of {@code view} has been published. */
    void pane(PCollectionView<?> view, byte[] window, byte[] pane);

    /** The watermark of {@code view} has come to {@code millis}. */
    void watermark(PCollectionView<?> view, long millis);
  }

  /**
   * What becomes of the store's contents in checkpoints.
   *
   * @param takesCheckpoints whether there will be any
   * @param transforms the transforms under whose names views are written down, by view; others are
   *     by their own name
   * @param restored what views begin with
   */
  public record Durable(
      boolean takesCheckpoints, Map<TupleTag<?>, String> transforms, RestoredState restored) {
    /** Of a job that takes no checkpoints and begins anew. */
    public static final Durable NOT = new Durable(false, Map.of(), RestoredState.nothing());
  }

  /**
   * No side inputs yet.
   *
   * @param stop ends making and reading them
   * @param durable what becomes of them in checkpoints
   */
  public SideInputStore(StopSignal stop, Durable durable) {
    this(stop, durable, null);
  }

  /**
   * No side inputs yet; all that is published goes {@code elsewhere}, if that is not null, and is
   * not kept here.
   */
  public SideInputStore(StopSignal stop, Durable durable, @Nullable Elsewhere elsewhere) {
    this.stop = stop;
    this.durable = durable;
    this.elsewhere = elsewhere;
  }

  /** Publishes a pane, to whoever reads it. */
  void publish(PCollectionView<?> view, BoundedWindow window, Pane pane) {
    if (elsewhere == null) {
      contents(view).publish(window, pane);
    } else {
      CapturedView bytes = captured(view);
      elsewhere.pane(view, bytes.encodedWindow(window), bytes.encodedPane(pane));
    }
  }

  /** Tells whoever reads the view how far its watermark has come. */
  void advance(ViewContents view, long millis) {
    if (elsewhere == null) {
      view.advance(millis);
    } else {
      elsewhere.watermark(view.view(), millis);
    }
  }

  /** Takes a pane that has been published elsewhere. */
  public void receivePane(PCollectionView<?> view, byte[] window, byte[] pane) {
    captured(view).publish(window, pane, contents(view));
  }

  /** Takes the watermark of a view that is published elsewhere. */
  public void receiveWatermark(PCollectionView<?> view, long millis) {
    contents(view).advance(millis);
  }

  /** Writes down all views, as they are now. */
  public void captureAll(StateSink sink) {
    views.values().forEach(contents -> captured(contents.view()).capture(contents, sink));
  }

  /** Whether checkpoints are taken, so that what was there at the latest may be wanted again. */
  boolean takesCheckpoints() {
    return durable.takesCheckpoints();
  }

  /**
   * The side inputs for one task.
   *
   * @param read the views that the task reads
   * @param latenessMillis how long after the end of its windows the task's input may come
   * @param wake called when a side input that the task awaits is ready; by any thread
   */
  public TaskSideInputs forTask(List<PCollectionView<?>> read, long latenessMillis, Runnable wake) {
    List<ViewContents> contents = read.stream().map(this::contents).distinct().toList();
    TaskSideInputs task = new TaskSideInputs(this, contents, latenessMillis, wake);
    tasks.add(task);
    contents.forEach(view -> view.addReader(task));
    return task;
  }

  @SuppressWarnings("deprecation") // deprecated for users, made for runners
  ViewContents contents(PCollectionView<?> view) {
    return views.computeIfAbsent(
        view.getTagInternal(),
        tag -> {
          ViewContents contents = new ViewContents(view, stop);
          synchronized (durable) {
            captured(view).restore(durable.restored(), contents);
          }
          return contents;
        });
  }

  @SuppressWarnings("deprecation") // deprecated for users, made for runners
  CapturedView captured(PCollectionView<?> view) {
    TupleTag<?> tag = view.getTagInternal();
    return new CapturedView(durable.transforms().getOrDefault(tag, tag.getId()), view);
  }

  /** Writes down the views that no stage of the job publishes: the stages do so for their own. */
  @SuppressWarnings("deprecation") // deprecated for users, made for runners
  public void captureForeign(StateSink sink) {
    views.forEach(
        (tag, contents) -> {
          if (!durable.transforms().containsKey(tag)) {
            captured(contents.view()).capture(contents, sink);
          }
        });
  }

  /** Tells that {@code checkpoint} has been published: nobody goes back behind it any more. */
  public void checkpointComplete(long checkpoint) {
    tasks.forEach(task -> task.checkpointComplete(checkpoint));
  }

  /** Begins with what is restored of {@code view}, which somebody publishes. */
  public void restore(PCollectionView<?> view) {
    contents(view);
  }

  /** How many windows of all views are kept. */
  public int windows() {
    return views.values().stream().mapToInt(ViewContents::size).sum();
  }

  /** One line for each view. */
  public String report() {
    return views.values().stream()
        .map(view -> "  " + view + System.lineSeparator())
        .collect(Collectors.joining());
  }
}
