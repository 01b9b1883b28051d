/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import dev.millrace.execution.host.Progress;

/**
 * Gives one piece of work its turns, from the first to its end.
 *
 * <p>Threading: one thread takes the turns; any thread may {@linkplain #interrupt interrupt} it,
 * which spares the work once it is being closed.
 */
final class Turns {
  private final Schedulable work;
  private final Supervisor supervisor;
  private boolean closing;

  Turns(Schedulable work, Supervisor supervisor) {
    this.work = work;
    this.supervisor = supervisor;
  }

  Schedulable work() {
    return work;
  }

  /** Takes a turn. After {@link Progress#DONE} there is none to take. */
  Progress take() {
    work.doorbell().answer();
    try {
      Progress progress = work.turn();
      if (progress != Progress.DONE) {
        return progress;
      }
    } catch (Throwable failure) {
      supervisor.failed(work, failure);
    }
    leave();
    return Progress.DONE;
  }

  private void leave() {
    spareFromInterrupts();
    try {
      work.close();
    } catch (Throwable failure) {
      supervisor.failedToClose(work, failure);
    }
    supervisor.left(work);
    work.doorbell().leave();
  }

  private synchronized void spareFromInterrupts() {
    closing = true;
    Thread.interrupted();
  }

  /** Interrupts {@code thread}, which takes the turns, unless the work is being closed. */
  synchronized void interrupt(Thread thread) {
    if (!closing) {
      thread.interrupt();
    }
  }
}
