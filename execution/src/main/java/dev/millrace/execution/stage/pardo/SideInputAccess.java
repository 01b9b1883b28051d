/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.SideInputs;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.UnreadableSideInput;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.SideInputSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The side inputs of one ParDo. */
final class SideInputAccess {
  /** What {@link #firstNotReady} answers if there is none. */
  static final int ALL_READY = -1;

  private final List<PCollectionView<?>> views = new ArrayList<>();
  private final List<String> transforms = new ArrayList<>();
  private final Map<String, PCollectionView<?>> byParameter;
  private final Step step;
  private final SideInputs sideInputs;

  // The very objects that have been found to be among the views: to compare those takes long.
  private final Set<PCollectionView<?>> found = Collections.newSetFromMap(new IdentityHashMap<>());

  // Elements of one window come in runs, and what is ready stays so.
  private @Nullable BoundedWindow latestReady;

  SideInputAccess(ParDoSpec spec, Step step) {
    for (SideInputSpec sideInput : spec.sideInputs()) {
      views.add(sideInput.view());
      transforms.add(sideInput.transform());
    }
    this.byParameter = spec.sideInputMapping();
    this.step = step;
    this.sideInputs = step.host().sideInputs();
  }

  boolean isEmpty() {
    return views.isEmpty();
  }

  /** Which side input, by number, cannot yet be read by an element in {@code mainWindow}. */
  int firstNotReady(BoundedWindow mainWindow) {
    if (mainWindow == latestReady) {
      return ALL_READY;
    }
    int outer = step.enter();
    try {
      for (int i = 0; i < views.size(); i++) {
        if (!sideInputs.ready(views.get(i), window(i, mainWindow))) {
          return i;
        }
      }
      latestReady = mainWindow;
      return ALL_READY;
    } catch (Throwable t) {
      throw step.failure("finding the windows of side inputs", "main window " + mainWindow, t);
    } finally {
      step.exit(outer);
    }
  }

  /** The window of the side input numbered {@code number} that {@code mainWindow} looks at. */
  BoundedWindow window(int number, BoundedWindow mainWindow) {
    return views.get(number).getWindowMappingFn().getSideInputWindow(mainWindow);
  }

  /** Asks to be told when the side input numbered {@code number} can be read in its window. */
  void await(int number, BoundedWindow sideInputWindow) {
    sideInputs.await(views.get(number), sideInputWindow);
  }

  /** The number of {@code view}, which is negative if it is none of these. */
  @SuppressWarnings("deprecation") // runners have no other way to tell views apart
  int number(PCollectionView<?> view) {
    for (int i = 0; i < views.size(); i++) {
      if (views.get(i).getTagInternal().equals(view.getTagInternal())) {
        return i;
      }
    }
    return -1;
  }

  int size() {
    return views.size();
  }

  /** Keeps what an element in {@code mainWindow} reads, until {@link #release}. */
  void retain(BoundedWindow mainWindow) {
    for (int i = 0; i < views.size(); i++) {
      sideInputs.retain(views.get(i), window(i, mainWindow));
    }
  }

  /** Takes back one {@link #retain}. */
  void release(BoundedWindow mainWindow) {
    for (int i = 0; i < views.size(); i++) {
      sideInputs.release(views.get(i), window(i, mainWindow));
    }
  }

  <T> @Nullable T get(@Nullable PCollectionView<T> view, BoundedWindow mainWindow) {
    if (view == null) {
      throw new NullPointerException("View passed to sideInput cannot be null");
    }
    if (!found.contains(view)) {
      find(view);
    }
    BoundedWindow window = view.getWindowMappingFn().getSideInputWindow(mainWindow);
    try {
      return sideInputs.get(view, window);
    } catch (RuntimeException | Error thrown) {
      // As it is, for the function may know what to do about it.
      thrown.addSuppressed(new UnreadableSideInput(transforms.get(number(view)), window));
      throw thrown;
    }
  }

  private void find(PCollectionView<?> view) {
    if (!views.contains(view)) {
      throw new IllegalArgumentException(
          "calling sideInput() with unknown view "
              + view
              + ": the ParDo's side inputs are "
              + views);
    }
    found.add(view);
  }

  @Nullable Object get(String parameter, BoundedWindow mainWindow) {
    PCollectionView<?> view = byParameter.get(parameter);
    if (view == null) {
      throw new IllegalStateException(
          "No side input is named " + parameter + ": there are " + byParameter.keySet());
    }
    return get(view, mainWindow);
  }
}
