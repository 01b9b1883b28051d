/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import java.util.List;

/**
 * A schedule and branches that share it, so that many pipelines cost one run.
 *
 * @param seed what it was generated from
 * @param parallelism how many instances stages have where that can be chosen
 * @param schedule what all branches read
 * @param branches the pipelines; none sees another
 */
public record RandomPipeline(long seed, int parallelism, Schedule schedule, List<Branch> branches) {

  /**
   * Whether its outcome is the same at any parallelism. Instances hold the watermark for their own
   * keys alone, so that a stream must have one key; what is bounded is all there before any pane.
   */
  public boolean isSameAtAnyParallelism() {
    return schedule.origin() == Schedule.Origin.BOUNDED || schedule.keys() <= 1;
  }

  /** All that there is of it, line by line. */
  public String told() {
    StringBuilder text = new StringBuilder();
    text.append("seed ").append(seed);
    text.append(", parallelism ").append(parallelism);
    text.append(", ").append(schedule.origin());
    schedule.events().forEach(event -> text.append("\n  ").append(event));
    for (Branch branch : branches) {
      text.append("\nbranch ").append(branch.number());
      branch.steps().forEach(step -> text.append("\n  ").append(step));
    }
    return text.toString();
  }

  /** A pipeline of one branch. */
  public static RandomPipeline of(Schedule schedule, Step... steps) {
    return new RandomPipeline(0, 1, schedule, List.of(Branch.of(steps)));
  }

  /** The same with {@code branch} alone. */
  public RandomPipeline only(Branch branch) {
    return new RandomPipeline(seed, parallelism, schedule, List.of(branch));
  }

  /** The same with another schedule. */
  public RandomPipeline with(Schedule other) {
    return new RandomPipeline(seed, parallelism, other, branches);
  }
}
