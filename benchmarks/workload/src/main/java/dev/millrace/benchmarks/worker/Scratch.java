/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory for the checkpoints of one run. It goes when the next run is prepared, or when the
 * JVM ends: deleting is not measured.
 */
public final class Scratch {
  private static Path last;

  static {
    Runtime.getRuntime().addShutdownHook(new Thread(Scratch::delete, "scratch"));
  }

  private Scratch() {}

  /** A new directory; the one before is deleted. */
  public static synchronized Path directory() {
    delete();
    try {
      last = Files.createTempDirectory("millrace-benchmarks");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return last;
  }

  private static synchronized void delete() {
    if (last == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(last)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("Not deleted: " + last + ", " + e);
    }
    last = null;
  }
}
