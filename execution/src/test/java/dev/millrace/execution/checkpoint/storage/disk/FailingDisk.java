/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;

/** A disk that works until it is told to fail. */
public final class FailingDisk implements Disk {
  /** Something that is done to a path; the kind is null for a write. */
  public record Operation(Kind kind, Path path) {}

  private Predicate<Operation> fails = operation -> false;
  private long room = Long.MAX_VALUE;
  private int count;

  /** From now on what {@code fails} says fails, and nothing else. */
  public void failWhere(Predicate<Operation> fails) {
    this.fails = fails;
  }

  /** From now on there is room for {@code bytes} more. */
  public void fillUpAfter(long bytes) {
    room = bytes;
  }

  /** All works again. */
  public void mend() {
    fails = operation -> false;
    room = Long.MAX_VALUE;
  }

  /** Counts operations from one on. */
  public void startCounting() {
    count = 0;
  }

  /** How many operations there have been. */
  public int count() {
    return count;
  }

  @Override
  public void operation(Kind kind, Path path, Path target, long position) throws IOException {
    count++;
    if (fails.test(new Operation(kind, path))) {
      throw new IOException(path + ": Input/output error");
    }
  }

  @Override
  public int write(Path path, long position, byte[] bytes) throws IOException {
    operation(null, path, path, position);
    int written = (int) Math.min(room, bytes.length);
    room -= written;
    return written;
  }
}
