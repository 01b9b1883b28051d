/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DurableWordCountTest {
  private static final Pattern PRINTED =
      Pattern.compile(" *(\\d+) lines: +(\\d+) words counted, +(\\d+) in the book");

  @TempDir Path checkpoints;

  @Test
  void whenItIsKilledAndStartedAgainThenItGoesOnAndCountsEveryWordOnce() throws Exception {
    List<Long> first = runUntilPagesAreInACheckpoint();
    List<Long> second = runUntilPagesAreInACheckpoint();

    assertEquals(100, first.get(0));
    assertTrue(second.get(0) > 100, () -> "begins anew: " + second);
  }

  /**
   * Kills it when a page is in a checkpoint, and answers the numbers of lines that it has printed.
   */
  private List<Long> runUntilPagesAreInACheckpoint() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                DurableWordCount.class.getName(),
                "--runner=MillraceRunner",
                "--input=data/books/alice.txt",
                "--linesPerSecond=300",
                "--checkpointDirectory=" + checkpoints,
                "--checkpointEveryMillis=50")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<Long> numbers = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      // The next checkpoint may have begun before the page was printed, the one after has it.
      for (long enough = Long.MAX_VALUE; newestCheckpoint() < enough; ) {
        Matcher printed = PRINTED.matcher(output.readLine());
        assertTrue(printed.matches(), printed::toString);
        assertEquals(printed.group(3), printed.group(2), printed::toString);
        numbers.add(Long.valueOf(printed.group(1)));
        enough = Math.min(enough, newestCheckpoint() + 2);
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return numbers;
  }

  private long newestCheckpoint() throws IOException {
    try (Stream<Path> files = Files.list(checkpoints)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".manifest"))
          .mapToLong(name -> Long.parseLong(name.replaceAll("\\D", "")))
          .max()
          .orElse(0);
    }
  }
}
