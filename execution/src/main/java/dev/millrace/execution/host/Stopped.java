/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

/**
 * Unwinds an instance whose job is being stopped. An {@link Error}, so that user code that catches
 * every {@link Exception} around an output does not hold it up.
 */
public final class Stopped extends Error {
  private static final long serialVersionUID = 1L;

  /** To be thrown by a {@link StopCheck}. */
  public Stopped() {
    super("The job is being stopped", null, false, false);
  }
}
