/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

/**
 * What a checkpoint takes on the disk.
 *
 * @param bytesWritten how many bytes were written for it
 * @param segments of how many segments it is, old and new
 */
public record CheckpointSize(long bytesWritten, int segments) {
  /** Of one that is kept in memory. */
  public static final CheckpointSize NONE = new CheckpointSize(0, 0);
}
