package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.SideInputs;
import dev.millrace.execution.stage.Step;
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
  private final List<PCollectionView<?>> views = new ArrayList<>();
  private final Map<String, PCollectionView<?>> byParameter;
  private final Step step;
  private final SideInputs sideInputs;

  // The very objects that have been found to be among the views: to compare those takes long.
  private final Set<PCollectionView<?>> found = Collections.newSetFromMap(new IdentityHashMap<>());

  SideInputAccess(ParDoSpec spec, Step step) {
    for (SideInputSpec sideInput : spec.sideInputs()) {
      views.add(sideInput.view());
    }
    this.byParameter = spec.sideInputMapping();
    this.step = step;
    this.sideInputs = step.host().sideInputs();
  }

  boolean isEmpty() {
    return views.isEmpty();
  }

  /** Whether every side input can be read by an element in {@code mainWindow}. */
  boolean ready(BoundedWindow mainWindow) {
    int outer = step.enter();
    try {
      for (PCollectionView<?> view : views) {
        if (!sideInputs.ready(view, view.getWindowMappingFn().getSideInputWindow(mainWindow))) {
          return false;
        }
      }
      return true;
    } catch (Throwable t) {
      throw step.failure("finding the windows of side inputs", "main window " + mainWindow, t);
    } finally {
      step.exit(outer);
    }
  }

  <T> T get(@Nullable PCollectionView<T> view, BoundedWindow mainWindow) {
    if (view == null) {
      throw new NullPointerException("View passed to sideInput cannot be null");
    }
    if (!found.contains(view)) {
      find(view);
    }
    return sideInputs.get(view, view.getWindowMappingFn().getSideInputWindow(mainWindow));
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

  Object get(String parameter, BoundedWindow mainWindow) {
    PCollectionView<?> view = byParameter.get(parameter);
    if (view == null) {
      throw new IllegalStateException(
          "No side input is named " + parameter + ": there are " + byParameter.keySet());
    }
    return get(view, mainWindow);
  }
}
