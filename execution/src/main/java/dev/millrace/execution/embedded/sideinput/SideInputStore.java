/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;

/**
 * The side inputs of a job. Tasks use it through a {@link TaskSideInputs} each.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class SideInputStore {
  private final ConcurrentMap<TupleTag<?>, ViewContents> views = new ConcurrentHashMap<>();
  private final StopSignal stop;
  private final boolean keepsContents;

  /**
   * No side inputs yet.
   *
   * @param stop ends making and reading them
   * @param keepsContents whether what they are made of may be wanted again, for checkpoints
   */
  public SideInputStore(StopSignal stop, boolean keepsContents) {
    this.stop = stop;
    this.keepsContents = keepsContents;
  }

  /** Whether what side inputs are made of may be wanted again. */
  boolean keepsContents() {
    return keepsContents;
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
    contents.forEach(view -> view.addReader(task));
    return task;
  }

  @SuppressWarnings("deprecation") // deprecated for users, made for runners
  ViewContents contents(PCollectionView<?> view) {
    return views.computeIfAbsent(view.getTagInternal(), tag -> new ViewContents(view, stop));
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
