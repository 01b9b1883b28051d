/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

/** What a job makes of the checkpoints that are in its directory when it is started. */
public enum RestoreMode {
  /** It goes on from the newest that is intact. */
  AUTO,
  /** It does not go on from any: they are deleted. */
  NEVER
}
