/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import static java.util.Objects.requireNonNull;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Tells which side input could not be read. It is suppressed by the exception that the view's
 * function threw, which goes to the user's function as it is.
 */
public final class UnreadableSideInput extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * A failure to read.
   *
   * @param view the full name of the transform that made the view
   * @param window the window of the side input
   */
  public UnreadableSideInput(String view, BoundedWindow window) {
    super("reading side input " + view + " in window " + window, null, false, false);
  }

  /** What was being read when {@code thrown} came up, or empty if it was no side input. */
  static String describe(Throwable thrown) {
    for (Throwable at = thrown; at != null; at = at.getCause()) {
      for (Throwable suppressed : at.getSuppressed()) {
        if (suppressed instanceof UnreadableSideInput reading) {
          return requireNonNull(reading.getMessage());
        }
      }
    }
    return "";
  }
}
