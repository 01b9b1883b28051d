/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.child;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The directory that outlives this JVM: what the pipeline makes, and what it notes on the way. What
 * has been noted is there even if the process is killed right after.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class Work {
  /** Names the directory. */
  public static final String DIRECTORY = "durability.work";

  /** Says how many processes have run the pipeline before this one. */
  public static final String LIFE = "durability.life";

  /** The directory of notes within the directory. */
  public static final String NOTES = "notes";

  /** The notes of what must not happen. */
  public static final String VIOLATIONS = "violations";

  private static final Map<Path, FileOutputStream> OPEN = new ConcurrentHashMap<>();

  private Work() {}

  /** The directory. */
  public static Path directory() {
    return Path.of(System.getProperty(DIRECTORY));
  }

  /** How many processes have run the pipeline before this one. */
  public static int life() {
    return Integer.getInteger(LIFE, 0);
  }

  /** Adds {@code line} to the notes {@code name}. */
  public static void note(String name, String line) {
    try {
      // One write, so that a kill leaves the whole line or nothing of it.
      OPEN.computeIfAbsent(notes(directory(), name), Work::open)
          .write((line + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FileOutputStream open(Path file) {
    try {
      Files.createDirectories(file.getParent());
      return new FileOutputStream(file.toFile(), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Notes what must not happen. */
  public static void violation(String what) {
    note(VIOLATIONS, "life " + life() + ": " + what);
  }

  /** The lines that are noted under {@code name} in {@code directory} so far. */
  public static List<String> noted(Path directory, String name) {
    Path file = notes(directory, name);
    try {
      return Files.exists(file) ? Files.readAllLines(file) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path notes(Path directory, String name) {
    return directory.resolve(NOTES).resolve(name);
  }
}
