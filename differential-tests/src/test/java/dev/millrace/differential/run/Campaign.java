/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.generate.RandomPipelines;
import dev.millrace.differential.spec.Branch;
import dev.millrace.differential.spec.RandomPipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Compares many random pipelines, and finds the small cause of every disagreement. */
public final class Campaign {
  private static final int BRANCHES = 16;
  private static final int RUNS_BETWEEN_REPORTS = 25;
  private static final int MOST_TO_SHRINK = 40;

  private final Consumer<String> progress;
  private final Tally tally = new Tally();
  private final List<Comparison> disagreements = new ArrayList<>();

  private Campaign(Consumer<String> progress) {
    this.progress = progress;
  }

  /**
   * The end of a campaign.
   *
   * @param disagreements one for each branch on which the sides disagreed, made small
   * @param closingLine what ran and what it found
   */
  public record Result(List<Comparison> disagreements, String closingLine) {}

  /**
   * Compares {@code pipelines} pipelines or a few more, by seeds from {@code seed} on.
   *
   * @param progress is told how far it is, line by line
   */
  public static Result run(long seed, int pipelines, Consumer<String> progress) {
    Campaign campaign = new Campaign(progress);
    int runs = (pipelines + BRANCHES - 1) / BRANCHES;
    for (int i = 0; i < runs; i++) {
      campaign.compare(RandomPipelines.of(seed + i, BRANCHES));
      if ((i + 1) % RUNS_BETWEEN_REPORTS == 0) {
        progress.accept(campaign.line(seed));
      }
    }
    return new Result(List.copyOf(campaign.disagreements), campaign.line(seed));
  }

  private String line(long seed) {
    return "seeds from " + seed + ": " + tally + ", " + disagreements.size() + " disagreements";
  }

  private void compare(RandomPipeline pipeline) {
    Comparison comparison = Comparison.of(pipeline);
    tally.add(comparison);
    boolean failed = comparison.millrace().hasFailed() || comparison.direct().hasFailed();
    if (failed) {
      progress.accept(comparison.told());
    }
    for (Branch branch : failed ? pipeline.branches() : comparison.differing()) {
      examine(pipeline.only(branch), comparison);
    }
  }

  private void examine(RandomPipeline alone, Comparison inCompany) {
    Comparison comparison = Comparison.of(alone);
    int number = alone.branches().get(0).number();
    if (!comparison.agrees()) {
      Comparison shrunk =
          disagreements.size() < MOST_TO_SHRINK ? Shrinker.shrink(comparison) : comparison;
      disagreements.add(shrunk);
      progress.accept("DISAGREEMENT\n" + shrunk.told());
    } else if (!inCompany.millrace().of(number).equals(inCompany.direct().of(number))) {
      Comparison asSeen = new Comparison(alone, inCompany.millrace(), inCompany.direct());
      disagreements.add(asSeen);
      progress.accept("DISAGREEMENT, not found again alone\n" + asSeen.told());
    }
  }
}
