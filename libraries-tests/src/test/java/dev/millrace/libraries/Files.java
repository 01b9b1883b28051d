/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** What pipelines have written. */
public final class Files {
  private Files() {}

  /** The files below a directory, temporary ones included, under their names. */
  public static Map<String, Path> in(Path directory) throws IOException {
    try (Stream<Path> paths = java.nio.file.Files.walk(directory)) {
      return paths
          .filter(java.nio.file.Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  path -> directory.relativize(path).toString(),
                  path -> path,
                  (path, other) -> path,
                  TreeMap::new));
    }
  }

  /** The lines of a text. */
  public static Stream<String> lines(Path file) throws IOException {
    return java.nio.file.Files.readAllLines(file).stream();
  }

  /** The lines of a compressed text. */
  public static Stream<String> gzippedLines(Path file) throws IOException {
    try (InputStream bytes = new GZIPInputStream(java.nio.file.Files.newInputStream(file))) {
      return new String(bytes.readAllBytes(), UTF_8).lines();
    }
  }
}
