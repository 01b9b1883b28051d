/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

/**
 * A thread that waited for a job was interrupted. The thread is still marked as interrupted, and
 * the job goes on.
 */
public final class WaitInterruptedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private WaitInterruptedException(InterruptedException cause) {
    super("Interrupted while waiting for the end of a job", cause);
  }

  /** The exception to throw instead of {@code interrupt}; marks the current thread again. */
  public static WaitInterruptedException keeping(InterruptedException interrupt) {
    Thread.currentThread().interrupt();
    return new WaitInterruptedException(interrupt);
  }
}
