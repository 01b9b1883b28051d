/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint directory belongs to a job that runs. The message says which. */
public final class DirectoryInUseException extends IOException {
  private static final long serialVersionUID = 1;

  DirectoryInUseException(Path directory, String owner) {
    super(
        "The checkpoint directory "
            + directory
            + " is in use by "
            + owner
            + "; a job needs a directory of its own, or that job must end first");
  }
}
