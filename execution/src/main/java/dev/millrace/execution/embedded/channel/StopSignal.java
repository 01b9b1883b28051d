/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Stopped;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tells the tasks of a job to stop where they are.
 *
 * <p>Threading: set and read by any thread.
 */
public final class StopSignal extends StopCheck {
  private static final VarHandle STOPPED;

  static {
    try {
      STOPPED = MethodHandles.lookup().findVarHandle(StopSignal.class, "stopped", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private volatile boolean stopped;

  /** Sets the signal, for good. */
  public void stop() {
    stopped = true;
  }

  /** Whether the job is being stopped. */
  public boolean stopped() {
    return stopped;
  }

  @Override
  public void throwIfStopped() {
    // Seen soon, as it must be; nothing else need be seen with it, so that the compiler may order
    // the code around as it likes. Elements of ten functions pass here ten times.
    if ((boolean) STOPPED.getOpaque(this)) {
      throw new Stopped();
    }
  }
}
