/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

/** Parts of long texts, for messages. */
final class Excerpt {
  private static final int LONGEST = 240;
  private static final int BEFORE = 40;

  private Excerpt() {}

  /** That something was {@code old} and is {@code now}, with that of both in which they differ. */
  static String ofChange(String old, String now) {
    int same = 0;
    while (same < Math.min(old.length(), now.length()) && old.charAt(same) == now.charAt(same)) {
      same++;
    }
    return "was " + around(old, same) + " and is " + around(now, same);
  }

  private static String around(String text, int index) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int start = Math.max(0, Math.min(index - BEFORE, text.length() - LONGEST));
    int end = Math.min(text.length(), start + LONGEST);
    return (start > 0 ? "…" : "") + text.substring(start, end) + (end < text.length() ? "…" : "");
  }
}
