/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.generate.Shape.Arrival;
import dev.millrace.differential.generate.Shape.Rise;
import dev.millrace.differential.spec.Branch;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.differential.spec.Schedule.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Makes random pipelines. */
public final class RandomPipelines {
  private RandomPipelines() {}

  /** The pipeline of {@code seed}, with so many branches; more branches do not change the first. */
  public static RandomPipeline of(long seed, int branches) {
    Choice choice = new Choice(new SplittableRandom(seed));
    Shape shape = shape(choice);
    Schedules schedules = new Schedules(choice.split(), shape);
    List<Branch> made = new ArrayList<>();
    for (int i = 0; i < branches; i++) {
      made.add(new Branch(i, new Steps(choice.split(), shape).make()));
    }
    return new RandomPipeline(seed, shape.parallelism(), schedules.make(), List.copyOf(made));
  }

  // How far the elements of one key hold the watermark behind a grouping can be seen from the
  // others, unless they are on another instance. With several instances there is one key
  // therefore, or nothing is ever late.
  private static Shape shape(Choice choice) {
    if (choice.chance(12)) {
      return new Shape(
          Origin.BOUNDED,
          Arrival.BATCHED,
          Rise.LEAPING,
          choice.oneOf(1, 2, 4),
          choice.between(1, 3));
    }
    Arrival arrival =
        choice.oneOf(Arrival.ONE_BY_ONE, Arrival.ONE_BY_ONE, Arrival.PUNCTUAL, Arrival.BATCHED);
    Rise rise = choice.oneOf(Rise.values());
    return choice.chance(35)
        ? new Shape(Origin.TEST_STREAM, arrival, rise, choice.oneOf(2, 4), 1)
        : new Shape(Origin.TEST_STREAM, arrival, rise, 1, choice.between(1, 3));
  }
}
