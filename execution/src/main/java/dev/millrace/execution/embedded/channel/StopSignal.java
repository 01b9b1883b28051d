/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Stopped;

/**
 * Tells the tasks of a job to stop where they are.
 *
 * <p>Threading: set and read by any thread.
 */
public final class StopSignal extends StopCheck {
  private volatile boolean stopped;

  // The same without order: the compiler may read it when it likes.
  private boolean seen;

  /** Sets the signal, for good. */
  public void stop() {
    seen = true;
    stopped = true;
  }

  /** Whether the job is being stopped. */
  public boolean stopped() {
    return stopped;
  }

  @Override
  public boolean seemsStopped() {
    return seen;
  }

  @Override
  public void throwIfStopped() {
    if (stopped) {
      throw new Stopped();
    }
  }
}
