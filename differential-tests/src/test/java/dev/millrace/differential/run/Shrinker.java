/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.spec.Branch;
import dev.millrace.differential.spec.Event;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.differential.spec.Schedule;
import dev.millrace.differential.spec.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a pipeline of one branch, on which the sides disagree, smaller.
 *
 * <p>Takes away only what leaves a pipeline whose result the model still fixes: events, whatever
 * comes last in the branch, and steps that neither window nor mix.
 */
final class Shrinker {
  private static final int MAX_RUNS = 120;
  private static final int MANY_RISES = 30;

  private Comparison smallest;
  private int runs;

  private Shrinker(Comparison comparison) {
    this.smallest = comparison;
  }

  /** The smallest pipeline found on which the sides disagree, and how. */
  static Comparison shrink(Comparison disagreement) {
    Shrinker shrinker = new Shrinker(disagreement);
    boolean smaller = true;
    while (smaller) {
      smaller = shrinker.shortenBranch() | shrinker.shortenSchedule();
    }
    return shrinker.smallest;
  }

  private boolean shortenBranch() {
    boolean shortened = false;
    for (int i = steps().size() - 1; i >= 0; i--) {
      boolean last = i == steps().size() - 1;
      if (last || leavesFlowAlone(steps().get(i))) {
        List<Step> fewer = new ArrayList<>(steps());
        fewer.remove(i);
        Branch branch = new Branch(smallest.pipeline().branches().get(0).number(), fewer);
        shortened |= !fewer.isEmpty() && disagreesOn(smallest.pipeline().only(branch));
      }
    }
    return shortened;
  }

  private List<Step> steps() {
    return smallest.pipeline().branches().get(0).steps();
  }

  private static boolean leavesFlowAlone(Step step) {
    return step instanceof Step.Reshuffle
        || step instanceof Step.Split
        || step instanceof Step.Rekey;
  }

  // Taking a step out of a watermark that rises steadily would make it leap.
  private boolean shortenSchedule() {
    boolean shortened = false;
    boolean steady = rises() > MANY_RISES;
    for (int i = smallest.pipeline().schedule().events().size() - 1; i >= 0; i--) {
      Schedule schedule = smallest.pipeline().schedule();
      if (!(steady && schedule.events().get(i) instanceof Event.Watermark)) {
        shortened |= disagreesOn(smallest.pipeline().with(schedule.without(i)));
      }
    }
    return shortened;
  }

  private long rises() {
    return smallest.pipeline().schedule().events().stream()
        .filter(Event.Watermark.class::isInstance)
        .count();
  }

  private boolean disagreesOn(RandomPipeline pipeline) {
    if (++runs > MAX_RUNS) {
      return false;
    }
    Comparison comparison = Comparison.of(pipeline);
    boolean bothFailed = comparison.millrace().hasFailed() && comparison.direct().hasFailed();
    if (comparison.agrees() || bothFailed) {
      return false;
    }
    smallest = comparison;
    return true;
  }
}
