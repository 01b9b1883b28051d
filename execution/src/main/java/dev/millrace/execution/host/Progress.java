/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

/** What a unit of work says after having been given a chance to run. */
public enum Progress {
  /** Did something and could go on at once. */
  MORE,
  /** Nothing to do until something arrives: a message, a timer, data at a source. */
  IDLE,
  /** Could go on only after everything else in the job has come to rest (a test stream). */
  AWAITS_QUIESCENCE,
  /** Has nothing left to do, and never will unless something arrives. */
  DONE
}
