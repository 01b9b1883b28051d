/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Where checkpoints go. Threading: called by one thread at a time. */
@FunctionalInterface
public interface CheckpointTarget extends Closeable {

  /**
   * Keeps {@code image} for good. It is published when this returns, and not at all if it throws.
   *
   * @throws IOException if it cannot be kept
   */
  void publish(JobImage image) throws IOException;

  /** The number of the last checkpoint that there is, 0 if there is none: all others come after. */
  default long last() {
    return 0;
  }

  /**
   * A target that keeps a savepoint at {@code path}, of which all belongs to the user.
   *
   * @throws UnsupportedOperationException if it keeps none
   */
  default CheckpointTarget savepoint(Path path) {
    throw new UnsupportedOperationException("There are no savepoints of " + this);
  }

  /** Lets go of what it needs; nothing is published any more. */
  @Override
  default void close() throws IOException {}
}
