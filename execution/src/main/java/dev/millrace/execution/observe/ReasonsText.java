/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** Puts {@link Reasons} into words. */
public final class ReasonsText {
  private ReasonsText() {}

  static String of(Reasons reasons) {
    StringBuilder text = new StringBuilder();
    text.append(reasons.transform()).append(" (stage ").append(reasons.stage()).append(")\n");
    windows(reasons, text);
    causes(reasons, text);
    return text.toString();
  }

  private static void windows(Reasons reasons, StringBuilder text) {
    if (!reasons.complete()) {
      text.append("  Not all instances answered: their windows are not among these.\n");
    }
    if (reasons.windows().isEmpty()) {
      text.append("  No window is open.\n");
      return;
    }
    for (Reasons.Waiting window : reasons.windows()) {
      text.append("  ").append(window(window)).append('\n');
    }
    int others = reasons.windowsInAll() - reasons.windows().size();
    if (others > 0) {
      text.append("  and ").append(others).append(" others\n");
    }
  }

  /** One open window, in a sentence without its full stop. */
  public static String window(Reasons.Waiting waiting) {
    StringBuilder text = new StringBuilder();
    text.append(waiting.window() == null ? "keys as a whole" : "window " + waiting.window());
    text.append(" in instance ").append(waiting.instance());
    text.append(", ").append(waiting.entries());
    text.append(waiting.entries() == 1 ? " entry" : " entries");
    if (waiting.waitsFor() != null) {
      text.append(": waits until the watermark passes ").append(time(waiting.waitsFor()));
    }
    if (waiting.processingTime() != null) {
      text.append(waiting.waitsFor() == null ? ": waits until it is " : ", or until it is ");
      text.append(time(waiting.processingTime()));
    }
    if (waiting.key() != null) {
      text.append(", for key ").append(waiting.key());
    }
    return text.toString();
  }

  /** The causes of {@code reasons}, a line for each. */
  public static void causes(Reasons reasons, StringBuilder text) {
    String indent = "  ";
    for (Reasons.Cause cause : reasons.causes()) {
      text.append(indent).append("<- ").append(cause.text()).append('\n');
      indent += "  ";
    }
  }

  /** A time of the model. */
  public static String time(long millis) {
    if (millis <= BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()) {
      return "the beginning of time";
    }
    if (millis >= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()) {
      return "the end of time";
    }
    return new Instant(millis).toString();
  }
}
