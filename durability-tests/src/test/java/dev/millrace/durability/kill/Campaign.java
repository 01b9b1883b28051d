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
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Cases until there have been so many kills. Each case runs some scenarios as one pipeline; they
 * are dealt out so that each has its turn before one has another.
 */
public final class Campaign {
  private static final int LARGEST_HAND = 5;
  private static final int CASES_WITHOUT_A_KILL = 1_000;

  private final Path directory;
  private final List<String> scenarios;
  private final int wanted;
  private final Set<String> dealt = new LinkedHashSet<>();
  private final List<String> deck = new ArrayList<>();
  private long seed;
  private int kills;
  private int restarts;
  private int cases;
  private int failures;

  /**
   * A campaign.
   *
   * @param directory where to work; what failed stays there
   * @param scenarios the names of those to run
   * @param wanted how many kills there are to be
   * @param seed of the first case
   */
  public Campaign(Path directory, List<String> scenarios, int wanted, long seed) {
    this.directory = directory;
    this.scenarios = scenarios;
    this.wanted = wanted;
    this.seed = seed;
  }

  /** How many cases came to something else. Each is told on standard output. */
  public int failures() {
    return failures;
  }

  /** What came of it, in a line. */
  public String closingLine() {
    return kills
        + " kills, "
        + restarts
        + " restarts, "
        + dealt.size()
        + " pipelines in "
        + cases
        + " cases, "
        + failures
        + " with differences";
  }

  /** Runs it, so many cases at once. */
  public void run(int atOnce) throws IOException, InterruptedException {
    Path reference = directory.resolve("undisturbed");
    Life.End undisturbed = undisturbed(String.join(",", scenarios), reference);
    if (undisturbed.fault() != null) {
      throw new IllegalStateException(
          "The undisturbed run "
              + undisturbed.fault()
              + "\n"
              + String.join("\n", undisturbed.output()));
    }
    ExecutorService threads = Executors.newFixedThreadPool(atOnce);
    List<Future<?>> workers = new ArrayList<>();
    for (int i = 0; i < atOnce; i++) {
      workers.add(
          threads.submit(
              () -> {
                for (KillCase next = next(); next != null; next = next()) {
                  next.run(reference);
                  done(next);
                }
                return null;
              }));
    }
    threads.shutdown();
    for (Future<?> worker : workers) {
      try {
        worker.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  /** Runs {@code scenarios} in {@code work} with no kill, no checkpoint and no delay. */
  static Life.End undisturbed(String scenarios, Path work)
      throws IOException, InterruptedException {
    return Life.run(
        DurableJob.class,
        List.of(scenarios, "--runner=MillraceRunner", "--progress=off"),
        Life.properties(work, 0, 0),
        null,
        null);
  }

  private synchronized KillCase next() throws IOException {
    boolean enough = kills >= wanted && dealt.size() == scenarios.size();
    if (enough || cases >= wanted + CASES_WITHOUT_A_KILL) {
      return null;
    }
    long own = seed++;
    cases++;
    return new KillCase(own, deal(new Random(own)), directory.resolve("seed-" + own));
  }

  private String deal(Random random) {
    int size = 1 + random.nextInt(LARGEST_HAND);
    Set<String> hand = new LinkedHashSet<>();
    while (hand.size() < Math.min(size, scenarios.size())) {
      if (deck.isEmpty()) {
        deck.addAll(scenarios);
        Collections.shuffle(deck, random);
      }
      hand.add(deck.remove(deck.size() - 1));
    }
    dealt.addAll(hand);
    return String.join(",", hand);
  }

  private synchronized void done(KillCase one) throws IOException {
    kills += one.kills();
    restarts += one.restarts();
    if (!one.differences().isEmpty()) {
      failures++;
      System.out.println("durability: " + one.told());
    } else {
      delete(one.work());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
