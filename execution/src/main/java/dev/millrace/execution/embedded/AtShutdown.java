/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

/** What becomes of a running job when its process is asked to end. */
public enum AtShutdown {
  /** It is cancelled, and its functions are torn down. */
  CANCEL,
  /** It ends with what it has; if that takes too long it is cancelled. */
  DRAIN,
  /** Nothing: it ends with the process wherever it is, and no function is torn down. */
  NONE
}
