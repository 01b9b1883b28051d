/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

/** What a checkpoint was made for, which decides who deletes it. */
public enum CheckpointKind {
  /** To continue from after a failure. Gives way to newer ones. */
  CHECKPOINT,
  /** Asked for by the user, in a directory of its own. Never deleted. */
  SAVEPOINT
}
