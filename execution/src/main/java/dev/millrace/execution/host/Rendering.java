/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.Collection;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Renders elements for error messages, in bounded length, whatever their own rendering does. */
public final class Rendering {
  private static final int MAX_LENGTH = 256;
  private static final int MAX_DEPTH = 8;

  private Rendering() {}

  /** Element, key, timestamp, windows and pane. */
  public static String element(WindowedValue<?> element) {
    StringBuilder text = new StringBuilder("element ").append(value(element.getValue()));
    if (element.getValue() instanceof KV<?, ?> kv) {
      text.append(", key ").append(value(kv.getKey()));
    }
    return text.append(", timestamp ")
        .append(BoundedWindow.formatTimestamp(element.getTimestamp()))
        .append(", windows ")
        .append(value(element.getWindows()))
        .append(", pane ")
        .append(element.getPaneInfo())
        .toString();
  }

  /** The value's own rendering, cut where it is long. */
  public static String value(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(text, value, 0);
    return text.toString();
  }

  // Pairs and collections are rendered part by part: of a large one the whole would be made first.
  private static void append(StringBuilder text, @Nullable Object value, int depth) {
    if (value instanceof KV<?, ?> pair && depth < MAX_DEPTH) {
      text.append("KV{");
      append(text, pair.getKey(), depth + 1);
      text.append(", ");
      append(text, pair.getValue(), depth + 1);
      text.append('}');
    } else if (value instanceof Collection<?> collection && depth < MAX_DEPTH) {
      appendAll(text, collection, depth);
    } else {
      text.append(cut(own(value)));
    }
  }

  private static void appendAll(StringBuilder text, Collection<?> collection, int depth) {
    int start = text.length();
    try {
      text.append('[');
      String separator = "";
      for (Object item : collection) {
        text.append(separator);
        separator = ", ";
        if (text.length() - start > MAX_LENGTH) {
          text.append("… (").append(collection.size()).append(" elements)");
          break;
        }
        append(text, item, depth + 1);
      }
      text.append(']');
    } catch (RuntimeException e) {
      text.setLength(start);
      text.append(refusal(collection, e));
    }
  }

  private static String own(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    try {
      return String.valueOf(value);
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      return refusal(value, e);
    }
  }

  // What the exception says may not be had either.
  private static String refusal(Object value, Throwable thrown) {
    return "a "
        + value.getClass().getName()
        + " whose toString() threw "
        + thrown.getClass().getName();
  }

  private static String cut(String text) {
    return text.length() <= MAX_LENGTH
        ? text
        : text.substring(0, MAX_LENGTH) + "… (" + text.length() + " characters)";
  }
}
