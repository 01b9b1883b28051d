/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.run;

import dev.millrace.differential.spec.Branch;
import dev.millrace.differential.spec.RandomPipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * A pipeline and what it came to on both sides.
 *
 * @param pipeline the pipeline
 * @param millrace what Millrace made of it
 * @param direct what the direct runner made of it
 */
public record Comparison(RandomPipeline pipeline, Outcome millrace, Outcome direct) {

  /** Runs {@code pipeline} on both sides. */
  public static Comparison of(RandomPipeline pipeline) {
    return new Comparison(pipeline, Side.MILLRACE.run(pipeline), Side.DIRECT.run(pipeline));
  }

  /** Whether both sides came to the same. */
  public boolean agrees() {
    return !millrace.hasFailed() && !direct.hasFailed() && differing().isEmpty();
  }

  /** The branches that put out something else on one side than on the other. */
  List<Branch> differing() {
    return pipeline.branches().stream()
        .filter(branch -> !millrace.of(branch.number()).equals(direct.of(branch.number())))
        .toList();
  }

  /** The pipeline, piece by piece, and where the outcomes differ. */
  public String told() {
    StringBuilder text = new StringBuilder();
    text.append(pipeline.told());
    pipeline.branches().forEach(branch -> tell(text, branch.number()));
    tell(text, "failed on Millrace", millrace);
    tell(text, "failed on the direct runner", direct);
    return text.toString();
  }

  private void tell(StringBuilder text, int branch) {
    List<String> onMillrace = without(millrace.of(branch), direct.of(branch));
    List<String> onDirect = without(direct.of(branch), millrace.of(branch));
    String of = " of branch " + branch + ": ";
    onMillrace.forEach(line -> text.append("\nonly on Millrace").append(of).append(line));
    onDirect.forEach(line -> text.append("\nonly on the direct runner").append(of).append(line));
  }

  private static void tell(StringBuilder text, String label, Outcome outcome) {
    if (outcome.hasFailed()) {
      text.append('\n').append(label).append(": ").append(outcome.failure());
    }
  }

  private static List<String> without(List<String> lines, List<String> others) {
    List<String> rest = new ArrayList<>(lines);
    others.forEach(rest::remove);
    return rest;
  }
}
