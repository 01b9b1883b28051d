/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Beam's own word count, as published, runs unchanged. */
class BeamWordCountTest {
  private static final Path INPUT = Path.of("data", "books", "alice.txt");

  @TempDir Path directory;

  @Test
  void countsTheWords() throws IOException {
    org.apache.beam.examples.WordCount.main(
        new String[] {
          "--runner=MillraceRunner",
          "--inputFile=" + INPUT,
          "--output=" + directory.resolve("counts")
        });

    List<String> lines = TextFiles.lines(TextFiles.in(directory, "counts-"));

    Map<String, Long> expected =
        Files.readAllLines(INPUT).stream()
            .flatMap(line -> Arrays.stream(line.split("[^\\p{L}]+", -1)))
            .filter(word -> !word.isEmpty())
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertEquals(
        expected,
        lines.stream()
            .map(line -> line.split(": ", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1]))));
  }
}
