/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads the files that the examples read and write. */
final class TextFiles {
  private TextFiles() {}

  /** The files in {@code directory} whose name begins with {@code prefix}, by name. */
  static List<Path> in(Path directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  /** All lines of {@code files}. */
  static List<String> lines(List<Path> files) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : files) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  /** The rows of a file of the examples' data, without the heading, divided at commas. */
  static List<String[]> rows(String name) throws IOException {
    return Files.readAllLines(Path.of("data", name)).stream()
        .skip(1)
        .map(line -> line.split(",", 4))
        .toList();
  }
}
