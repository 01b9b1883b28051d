/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A file of a checkpoint is not what was written. The message says where and what was expected. */
public final class CorruptFileException extends IOException {
  private static final long serialVersionUID = 1;

  /**
   * For {@code file} at {@code offset}.
   *
   * @param problem what was expected and what was found instead
   */
  CorruptFileException(Path file, long offset, String problem) {
    super(file + " is corrupt at byte " + offset + ": " + problem);
  }
}
