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
    Runtime.getRuntime().addShutdownHook(new Thread(Scratch::deleteLast, "scratch"));
  }

  private Scratch() {}

  /** A new directory; the one before is deleted. */
  public static synchronized Path directory() {
    deleteLast();
    try {
      last = Files.createTempDirectory("millrace-benchmarks");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return last;
  }

  private static synchronized void deleteLast() {
    if (last != null) {
      delete(last);
      last = null;
    }
  }

  /** Deletes a directory and all in it; the log tells if that cannot be done. */
  public static void delete(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      System.err.println("Not deleted: " + directory + ", " + e);
    }
  }
}
