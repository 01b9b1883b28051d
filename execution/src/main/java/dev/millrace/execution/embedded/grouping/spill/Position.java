/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

/**
 * A place in a stream of blocks.
 *
 * @param file the file the blocks are in
 * @param block where the block begins in the file
 * @param offset how far into the contents of the block
 */
public record Position(SpillFile file, long block, int offset) {

  /** The place where the next block will be written to {@code file}. */
  public static Position endOf(SpillFile file) {
    return new Position(file, file.length(), 0);
  }
}
