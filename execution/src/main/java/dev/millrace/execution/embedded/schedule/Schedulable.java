/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import dev.millrace.execution.host.Progress;
import java.util.Map;

/**
 * Work without a thread. Whoever gives it turns calls it by one thread at a time, always the same.
 */
public interface Schedulable {
  /** What {@link #restNanos} answers if only the doorbell ends the rest. */
  long UNTIL_RUNG = Long.MAX_VALUE;

  /** The name of its thread. */
  String name();

  /** What log lines of its thread are to have in their context (MDC). */
  default Map<String, String> logContext() {
    return Map.of();
  }

  /** Its bell. */
  Doorbell doorbell();

  /** Does a bounded amount of work. After {@link Progress#DONE} or a failure only close follows. */
  Progress turn() throws Exception;

  /** After a turn: whether something is left that others have sent. */
  boolean hasArrivals();

  /** After a turn that did not end with {@link Progress#MORE}: how long to rest at the most. */
  long restNanos();

  /** Tells that the rest went on for {@code nanos} and nobody rang. */
  void rested(long nanos);

  /** Releases everything. Called once, for work that had a turn. */
  void close() throws Exception;
}
