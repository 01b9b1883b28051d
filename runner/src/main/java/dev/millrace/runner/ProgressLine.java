/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/** Tells how far a job has come in one line of text. Pure: the same samples give the same line. */
final class ProgressLine {
  private static final Duration LAG_SHOWN_AS_SUCH = Duration.ofHours(1);

  private ProgressLine() {}

  /**
   * The line for {@code now}; rates are those since {@code before}.
   *
   * @param sinceStart how long the job has been running
   */
  static String render(ProgressSample before, ProgressSample now, Duration sinceStart) {
    List<String> parts = new ArrayList<>();
    parts.add(clock(sinceStart));
    if (!Double.isNaN(now.fractionDone())) {
      parts.add(String.format(Locale.ROOT, "%3d%%", (int) (100 * now.fractionDone())));
    }
    double seconds = Duration.between(before.time(), now.time()).toMillis() / 1000.0;
    parts.add("in " + rate(now.elementsIn() - before.elementsIn(), seconds));
    parts.add("out " + rate(now.elementsOut() - before.elementsOut(), seconds));
    watermark(now, parts);
    parts.add(stages(now));
    return String.join("  ", parts);
  }

  private static String clock(Duration elapsed) {
    return elapsed.toHours() == 0
        ? String.format(Locale.ROOT, "%02d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart())
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            elapsed.toHours(),
            elapsed.toMinutesPart(),
            elapsed.toSecondsPart());
  }

  private static String rate(long elements, double seconds) {
    // A job that has begun again counts from where it was before.
    double perSecond = seconds == 0 ? 0 : Math.max(0, elements) / seconds;
    if (perSecond >= 999_950) {
      return String.format(Locale.ROOT, "%.1fM/s", perSecond / 1_000_000);
    }
    if (perSecond >= 1_000) {
      return String.format(Locale.ROOT, "%.1fk/s", perSecond / 1_000);
    }
    return String.format(Locale.ROOT, "%.0f/s", perSecond);
  }

  /** A watermark at an end of time belongs to a batch or to the beginning and tells nothing. */
  private static void watermark(ProgressSample now, List<String> parts) {
    long millis = now.watermarkMillis();
    if (millis <= BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()
        || millis >= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()) {
      return;
    }
    Instant watermark = Instant.ofEpochMilli(millis);
    Duration lag = Duration.between(watermark, now.time());
    parts.add(
        lag.abs().compareTo(LAG_SHOWN_AS_SUCH) <= 0
            ? String.format(Locale.ROOT, "watermark -%.1fs", lag.toMillis() / 1000.0)
            : "watermark " + watermark);
  }

  private static String stages(ProgressSample now) {
    String running = String.join(", ", now.runningStages());
    return now.runningStages().size()
        + "/"
        + now.stages()
        + " stages"
        + (running.isEmpty() ? "" : ": " + running);
  }
}
