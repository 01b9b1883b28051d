/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.compatibility.form.CoderForm;
import dev.millrace.translation.compatibility.form.CoderForms;
import dev.millrace.translation.proto.PortableWindowing;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.WindowingStrategy;

/** The parts of a windowing that state depends on. */
final class WindowingParts {
  private static final String WINDOW_FN = "window function";
  private static final String LATENESS = "allowed lateness";

  private final CoderForms coders;

  WindowingParts(CoderForms coders) {
    this.coders = coders;
  }

  /** What decides over the panes of a grouping: everything. */
  SortedMap<String, String> ofGrouping(WindowingStrategy<?, ?> windowing) {
    SortedMap<String, String> parts = ofState(windowing);
    parts.putAll(PortableWindowing.rest(windowing));
    parts.put("windows to be merged", windowing.needsMerge() ? "yes" : "no");
    return parts;
  }

  /** What decides over state by window: which windows there are, and how long each is there. */
  SortedMap<String, String> ofState(WindowingStrategy<?, ?> windowing) {
    SortedMap<String, String> parts = new TreeMap<>();
    parts.put(WINDOW_FN, windowFn(windowing.getWindowFn()));
    parts.put(LATENESS, windowing.getAllowedLateness().getMillis() + " ms");
    return parts;
  }

  private String windowFn(WindowFn<?, ?> windowFn) {
    return PortableWindowing.windowFn(windowFn)
        .orElseGet(() -> coders.structural(windowFn.getClass().getName(), windowFn).toString());
  }

  /** The coder of windows. */
  CoderForm coder(WindowingStrategy<?, ?> windowing) {
    return coders.of(windowing.getWindowFn().windowCoder());
  }
}
