package dev.millrace.execution.stage;

import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Renders elements for error messages, in bounded length. */
public final class Rendering {
  private static final int MAX_LENGTH = 256;

  private Rendering() {}

  /** Element, key, timestamp, windows and pane. */
  public static String element(WindowedValue<?> element) {
    StringBuilder text = new StringBuilder("element ").append(value(element.getValue()));
    if (element.getValue() instanceof KV<?, ?> kv) {
      text.append(", key ").append(value(kv.getKey()));
    }
    return text.append(", timestamp ")
        .append(element.getTimestamp())
        .append(", windows ")
        .append(element.getWindows())
        .append(", pane ")
        .append(element.getPaneInfo())
        .toString();
  }

  /** The value's own rendering, cut where it is long. */
  public static String value(@Nullable Object value) {
    String text;
    try {
      text = String.valueOf(value);
    } catch (RuntimeException e) {
      text = "a " + value.getClass().getName() + " whose toString() threw " + e;
    }
    return text.length() <= MAX_LENGTH
        ? text
        : text.substring(0, MAX_LENGTH) + "… (" + text.length() + " characters)";
  }
}
