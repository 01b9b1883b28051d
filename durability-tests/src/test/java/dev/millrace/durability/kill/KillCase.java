/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import dev.millrace.durability.child.DurableJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * One pipeline that is killed at some moments, started again each time with other parallelism and
 * other options, and at last comes to its end. All of it follows from a seed.
 */
final class KillCase {
  private static final int[] PARALLELISM = {1, 2, 4, 7};
  private static final int[] CHECKPOINT_MILLIS = {10, 30, 50, 100};
  private static final String[] REWRITES = {
    "combiner-lifting", "dead-branches", "flatten-merging", "specialised-grouping"
  };
  private static final int CONSTANT_ARGUMENTS = 6;
  private static final int MOST_KILLS = 4;
  private static final int EVENTS_PER_SECOND = 70;
  private static final int ONE_IN_SO_MANY_RUNS_AGAIN = 4;

  private final long seed;
  private final String scenarios;
  private final Path work;
  private final Random random;
  private final List<String> told = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();
  private int lives;
  private int kills;

  /** A case of {@code scenarios}, separated by commas. */
  KillCase(long seed, String scenarios, Path work) {
    this.seed = seed;
    this.scenarios = scenarios;
    this.work = work;
    this.random = new Random(seed);
  }

  Path work() {
    return work;
  }

  int kills() {
    return kills;
  }

  int restarts() {
    return Math.max(0, lives - 1);
  }

  /** What is wrong, empty if nothing. */
  List<String> differences() {
    return differences;
  }

  /** What was done, for people. */
  String told() {
    return "seed " + seed + " of " + scenarios + "\n  " + String.join("\n  ", told);
  }

  /** Runs it, and compares the results with those in {@code reference}. */
  void run(Path reference) throws IOException, InterruptedException {
    int most = 1 + random.nextInt(MOST_KILLS);
    Life.End end = null;
    do {
      end = live(kills < most ? Kill.random(random) : null);
    } while (end.killed());
    if (end.fault() != null) {
      return;
    }
    if (random.nextInt(ONE_IN_SO_MANY_RUNS_AGAIN) == 0) {
      end = live(null);
    }
    List<String> found = Lives.differences(scenarios, work, lives, end, reference);
    if (!found.isEmpty()) {
      told.addAll(found);
      differences.addAll(found);
    }
  }

  private Life.End live(@Nullable Kill kill) throws IOException, InterruptedException {
    List<String> arguments = arguments();
    keepBeginning();
    Life.End end =
        Life.run(
            DurableJob.class,
            arguments,
            Life.properties(work, lives, EVENTS_PER_SECOND),
            checkpoints(),
            kill);
    Files.write(work.resolve("output-" + lives + ".txt"), end.output());
    told.add(
        "life "
            + lives
            + ", "
            + (end.killed()
                ? "killed at " + kill
                : "not killed" + (kill == null ? "" : " at " + kill))
            + ": "
            + String.join(" ", arguments.subList(CONSTANT_ARGUMENTS, arguments.size())));
    lives++;
    if (end.killed()) {
      kills++;
    }
    if (end.fault() != null) {
      String fault = "life " + (lives - 1) + " " + end.fault();
      told.add(fault + "\n" + String.join("\n", end.output()));
      differences.add(fault);
    }
    return end;
  }

  /** Keeps what the next process begins with, for those who look into a case that failed. */
  private void keepBeginning() throws IOException {
    Path kept = Files.createDirectories(work.resolve("checkpoints-before-life-" + lives));
    if (Files.exists(checkpoints())) {
      try (Stream<Path> files = Files.list(checkpoints())) {
        for (Path file : files.toList()) {
          Files.copy(file, kept.resolve(file.getFileName()));
        }
      }
    }
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                scenarios,
                "--runner=MillraceRunner",
                "--jobName=durable",
                "--progress=off",
                "--maxRestarts=0",
                "--checkpointDirectory=" + checkpoints(),
                "--checkpointEveryMillis=" + CHECKPOINT_MILLIS[random.nextInt(4)],
                "--checkpointsKept=" + (random.nextBoolean() ? 1 : 3),
                "--parallelism=" + PARALLELISM[random.nextInt(4)],
                "--maxBundleElements=" + (random.nextBoolean() ? 1_000 : 1 + random.nextInt(9)),
                "--chunkElements=" + (random.nextBoolean() ? 256 : 1 + random.nextInt(5)),
                "--groupingMemoryMb=" + (random.nextInt(4) == 0 ? 0 : -1)));
    if (random.nextBoolean()) {
      arguments.add("--disableRewrites=" + REWRITES[random.nextInt(REWRITES.length)]);
    }
    return arguments;
  }

  private Path checkpoints() {
    return work.resolve("checkpoints");
  }
}
