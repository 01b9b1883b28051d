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
   * Keeps the checkpoint that {@code delta} makes of the one before for good. It is published when
   * this returns; if it throws it is not, and the one before stays the one before.
   *
   * @return what it takes
   * @throws IOException if it cannot be kept
   */
  CheckpointSize publish(JobDelta delta) throws IOException;

  /**
   * Goes on for a moment with what may make later checkpoints cheaper, and nobody waits for.
   *
   * @return whether there is more of that to do
   */
  default boolean tidy() {
    return false;
  }

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
