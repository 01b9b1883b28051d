/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** There are checkpoints, or have been, but none can be used. The message gives the reasons. */
public final class NoValidCheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  NoValidCheckpointException(Path directory, List<RejectedCheckpoint> rejected) {
    super(
        "No checkpoint in "
            + directory
            + " can be used: "
            + reasons(rejected)
            + ". Mend the files, restore from a savepoint, or begin anew without the old state");
  }

  private static String reasons(List<RejectedCheckpoint> rejected) {
    return rejected.isEmpty()
        ? "some were published, but their manifests are gone"
        : rejected.stream().map(RejectedCheckpoint::reason).collect(Collectors.joining("; "));
  }
}
