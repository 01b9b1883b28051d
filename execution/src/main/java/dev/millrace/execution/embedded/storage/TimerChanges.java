/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.changes.ChangeLog;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Writes down what changes in the timers of a transform. Those without a key are few, and written
 * down each time.
 */
final class TimerChanges {
  final ChangeLog log;
  private final CapturedTimers captured;
  private final Set<PendingTimer> keyless = new LinkedHashSet<>();

  TimerChanges(ChangeLog log, CapturedTimers captured) {
    this.log = log;
    this.captured = captured;
  }

  /** {@code timer} is pending from now on. */
  void added(PendingTimer timer) {
    if (timer.key() == null) {
      keyless.add(timer);
    } else {
      timer.changes(log);
    }
  }

  /** {@code timer} is pending, as a checkpoint has it. */
  void restored(PendingTimer timer) {
    if (timer.key() == null) {
      keyless.add(timer);
    } else {
      timer.restored();
    }
  }

  /** {@code timer} is going to be set to something else. */
  void changes(PendingTimer timer) {
    if (timer.key() != null) {
      timer.changes(log);
    }
  }

  /** {@code timer} is not pending any more. */
  void removed(PendingTimer timer) {
    if (timer.key() == null) {
      keyless.remove(timer);
    } else if (timer.end(log)) {
      captured.remove(timer, log.removals());
    }
  }

  /** Captures {@code timer}, which has a key. */
  void capture(PendingTimer timer) {
    captured.capture(timer, log.captured());
  }

  /** Puts the timers without a key, as those of instance {@code instance}, into {@code sink}. */
  void captureKeyless(int instance, StateSink sink) {
    keyless.forEach(timer -> captured.captureKeyless(timer, instance, sink));
  }
}
