/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import dev.millrace.execution.host.StageFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A failure of a job.
 *
 * @param message what went wrong
 * @param transform the full name of the transform it happened in, null if in none
 * @param phase what was being done there, maybe empty
 * @param circumstances element, key, timestamp and window, as far as they apply; maybe empty
 * @param stackTrace where it happened, cut where it is long
 */
public record FailureView(
    String message,
    @Nullable String transform,
    String phase,
    String circumstances,
    String stackTrace) {
  private static final int MAX_TRACE = 16_000;

  /** What {@code failure} shows; null of null. */
  public static @Nullable FailureView of(@Nullable Throwable failure) {
    if (failure == null) {
      return null;
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof StageFailure stage) {
        Throwable cause = stage.getCause();
        return new FailureView(
            String.valueOf(cause == null ? stage : cause),
            stage.transform(),
            stage.phase(),
            stage.circumstances(),
            trace(failure));
      }
    }
    return new FailureView(String.valueOf(failure), null, "", "", trace(failure));
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    String whole = text.toString();
    return whole.length() <= MAX_TRACE ? whole : whole.substring(0, MAX_TRACE) + "…";
  }
}
