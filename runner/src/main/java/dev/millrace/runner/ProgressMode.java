/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

/** How progress is shown. */
enum ProgressMode {
  /** As {@link #LINE} on a terminal, else {@link #OFF}. */
  AUTO,
  /** Not at all. */
  OFF,
  /** One live line on standard error. */
  LINE,
  /** A line in the log now and then. */
  LOG
}
