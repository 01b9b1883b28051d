/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordCountTest {
  @TempDir Path directory;

  @Test
  void countsTheWordsOfAllFilesIntoShardsAndPrintsTheTop() throws IOException {
    List<String> printed =
        Printed.by(
            () ->
                WordCount.main(
                    new String[] {
                      "--runner=MillraceRunner",
                      "--input=data/books/*.txt",
                      "--output=" + directory.resolve("counts"),
                      "--shards=3",
                      "--top=4"
                    }));

    List<Path> shards = TextFiles.in(directory, "counts-");
    assertEquals(
        List.of(
            "counts-00000-of-00003.txt", "counts-00001-of-00003.txt", "counts-00002-of-00003.txt"),
        shards.stream().map(file -> file.getFileName().toString()).toList());
    Map<String, Long> expected = expectedCounts();
    assertEquals(
        expected,
        TextFiles.lines(shards).stream()
            .map(line -> line.split(": ", 2))
            .collect(Collectors.toMap(pair -> pair[0], pair -> Long.valueOf(pair[1]))));
    assertEquals(
        expected.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(4)
            .map(entry -> entry.getValue() + "  " + entry.getKey())
            .toList(),
        printed.stream().limit(4).map(String::strip).toList());
    assertEquals(
        "The counts of all words are in " + directory.resolve("counts") + "-*.txt",
        printed.get(printed.size() - 1));
  }

  private static Map<String, Long> expectedCounts() throws IOException {
    return TextFiles.lines(TextFiles.in(Path.of("data", "books"), "")).stream()
        .flatMap(line -> Arrays.stream(line.split("[^\\p{L}']+", -1)))
        .filter(word -> !word.isEmpty())
        .map(word -> word.toLowerCase(Locale.ROOT))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
