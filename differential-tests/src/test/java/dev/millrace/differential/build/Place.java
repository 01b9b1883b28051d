/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.build.Sightings.Sighting;
import java.io.Serializable;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/**
 * A step of a branch in a run, from which elements are reported.
 *
 * @param run the run
 * @param branch the number of the branch
 * @param step what is told of the step
 */
record Place(Run run, int branch, String step) implements Serializable {

  void report(KV<String, String> element, Instant timestamp, BoundedWindow window, PaneInfo pane) {
    String text =
        String.format(
            "%s: %s=%s at %s in %s, %s",
            step, element.getKey(), element.getValue(), time(timestamp), time(window), told(pane));
    run.report(new Sighting(branch, text));
  }

  private static String time(Instant instant) {
    if (instant.equals(BoundedWindow.TIMESTAMP_MAX_VALUE)) {
      return "the end of time";
    } else if (instant.equals(GlobalWindow.INSTANCE.maxTimestamp())) {
      return "the end of the global window";
    } else if (instant.equals(BoundedWindow.TIMESTAMP_MIN_VALUE)) {
      return "the beginning of time";
    }
    return Long.toString(instant.getMillis());
  }

  private static String time(BoundedWindow window) {
    return window instanceof IntervalWindow interval
        ? "[" + interval.start().getMillis() + ", " + interval.end().getMillis() + ")"
        : "global";
  }

  private static String told(PaneInfo pane) {
    if (pane.equals(PaneInfo.NO_FIRING)) {
      return "no pane";
    }
    return "pane "
        + pane.getIndex()
        + "/"
        + pane.getNonSpeculativeIndex()
        + " "
        + pane.getTiming()
        + (pane.isFirst() ? " first" : "")
        + (pane.isLast() ? " last" : "");
  }
}
