/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

/** A failure of user code (or of a stage on its behalf), with where and on what it happened. */
public final class StageFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String transform;
  private final String phase;
  private final String circumstances;

  /**
   * A failure.
   *
   * @param transform the full name of the transform
   * @param phase what was being done, e.g. {@code @ProcessElement}
   * @param circumstances window, timestamp, key and a bounded rendering of the element, as far as
   *     they apply; empty if none does
   * @param cause the user's own exception
   */
  public StageFailure(String transform, String phase, String circumstances, Throwable cause) {
    super(describe(transform, phase, circumstances), cause);
    this.transform = transform;
    this.phase = phase;
    this.circumstances = circumstances;
  }

  private static String describe(String transform, String phase, String circumstances) {
    return "in "
        + phase
        + " of "
        + transform
        + (circumstances.isEmpty() ? "" : ": ")
        + circumstances;
  }

  /** The full name of the transform. */
  public String transform() {
    return transform;
  }

  /** What was being done. */
  public String phase() {
    return phase;
  }

  /** Window, timestamp, key, element. */
  public String circumstances() {
    return circumstances;
  }
}
