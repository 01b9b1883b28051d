/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Is told of every operation on a file system before it is done, and may refuse it. */
public interface Disk {
  /** What is done to a path. */
  enum Kind {
    CREATE,
    OPEN,
    READ,
    LIST,
    LOCK,
    TRUNCATE,
    FORCE,
    RENAME,
    LINK,
    DELETE,
    MAKE_DIRECTORY,
    ATTRIBUTES
  }

  /**
   * Something is about to be done.
   *
   * @param path of the real file system
   * @param target where it is renamed or linked to, else {@code path} again
   * @param position how long it becomes where it is truncated, else 0
   */
  void operation(Kind kind, Path path, Path target, long position) throws IOException;

  /**
   * Bytes are about to be written.
   *
   * @return how many of them there is room for; if that is not all of them, writing fails
   */
  int write(Path path, long position, byte[] bytes) throws IOException;
}
