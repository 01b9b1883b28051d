/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.build.StatelessFns.RekeyFn;
import dev.millrace.differential.build.StatelessFns.SplitFn;
import dev.millrace.differential.build.stateful.StatefulFns;
import dev.millrace.differential.spec.Branch;
import dev.millrace.differential.spec.Step;
import java.util.List;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/** Applies the steps of one branch, and reports what groupings and the last step put out. */
final class BranchBuilder {
  private final Run run;
  private final Branch branch;
  private final PCollection<KV<String, String>> source;

  BranchBuilder(Run run, Branch branch, PCollection<KV<String, String>> source) {
    this.run = run;
    this.branch = branch;
    this.source = source;
  }

  void build() {
    PCollection<KV<String, String>> end = apply("", branch.steps(), source);
    if (!isReported(branch.steps().get(branch.steps().size() - 1))) {
      report("End", end);
    }
  }

  private static boolean isReported(Step step) {
    return step instanceof Step.Group || step instanceof Step.Combine;
  }

  private PCollection<KV<String, String>> apply(
      String prefix, List<Step> steps, PCollection<KV<String, String>> input) {
    PCollection<KV<String, String>> output = input;
    for (int i = 0; i < steps.size(); i++) {
      String step = prefix + i + "." + steps.get(i).getClass().getSimpleName();
      output = apply(step, steps.get(i), output);
    }
    return output;
  }

  private PCollection<KV<String, String>> apply(
      String name, Step step, PCollection<KV<String, String>> input) {
    if (step instanceof Step.Into into) {
      return input.apply(name(name), Windowings.transform(into.windowing()));
    } else if (step instanceof Step.Group) {
      return input
          .apply(name(name), GroupByKey.create())
          .apply(name(name + "/Report"), ParDo.of(new ReportGroups(place(name))));
    } else if (step instanceof Step.Combine combine) {
      return report(name, input.apply(name(name), combination(combine)));
    } else if (step instanceof Step.Reshuffle) {
      return input.apply(name(name), Reshuffle.of());
    } else if (step instanceof Step.Rekey rekey) {
      return input.apply(name(name), MapElements.via(new RekeyFn(rekey.keying())));
    } else if (step instanceof Step.Split) {
      return split(name, input);
    } else if (step instanceof Step.Fork fork) {
      return fork(name, fork, input);
    } else if (step instanceof Step.Stateful stateful) {
      return input.apply(name(name), ParDo.of(StatefulFns.of(stateful.behaviour())));
    }
    Step.Consult consult = (Step.Consult) step;
    return input.apply(name(name), new Consultation(consult, source));
  }

  private static Combine.PerKey<String, String, String> combination(Step.Combine combine) {
    return switch (combine.combining()) {
      case JOINED -> Combine.perKey(new JoinedFn());
      case MEAN -> Combine.perKey(new MeanFn());
      case GREATEST -> Combine.perKey(new GreatestFn());
    };
  }

  private PCollection<KV<String, String>> split(
      String name, PCollection<KV<String, String>> input) {
    PCollectionTuple parts =
        input.apply(
            name(name),
            ParDo.of(new SplitFn())
                .withOutputTags(StatelessFns.EVEN, TupleTagList.of(StatelessFns.ODD)));
    return PCollectionList.of(parts.get(StatelessFns.EVEN).setCoder(input.getCoder()))
        .and(parts.get(StatelessFns.ODD).setCoder(input.getCoder()))
        .apply(name(name + "/Flatten"), Flatten.pCollections());
  }

  private PCollection<KV<String, String>> fork(
      String name, Step.Fork fork, PCollection<KV<String, String>> input) {
    return PCollectionList.of(apply(name + "/Left", fork.left(), input))
        .and(apply(name + "/Right", fork.right(), input))
        .apply(name(name + "/Flatten"), Flatten.pCollections());
  }

  private PCollection<KV<String, String>> report(
      String step, PCollection<KV<String, String>> output) {
    return output.apply(name(step + "/Report"), ParDo.of(new Report(place(step))));
  }

  private Place place(String step) {
    return new Place(run, branch.number(), step);
  }

  private String name(String step) {
    return branch.number() + "-" + step;
  }
}
