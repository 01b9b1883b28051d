/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

/** How the plan is printed. */
enum PlanFormat {
  /** Not at all. */
  OFF,
  /** As indented text. */
  TEXT,
  /** As a Mermaid diagram. */
  MERMAID
}
