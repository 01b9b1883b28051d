/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Trigger;

/**
 * Combines values before they cross the exchange, so that accumulators travel instead of values.
 *
 * <p>Only where the trigger does not look at how many elements have arrived or when: it would see
 * an accumulator where the user counts on elements. Functions that want a context are not lifted,
 * nor is what goes into windows that merge: before that, hardly two values have the same window.
 */
public final class CombinerLifting implements Rewrite {
  @Override
  public String name() {
    return "combiner-lifting";
  }

  @Override
  public Rewritten apply(Plan plan) {
    PlanBuilder edited = PlanBuilder.withCollectionsOf(plan);
    List<String> lifted = new ArrayList<>();
    for (OperatorSpec operator : plan.operators()) {
      if (operator instanceof GroupByKey group
          && group.aggregation() instanceof Aggregation.Combine combine
          && combine.combine().fn() instanceof CombineFn
          && !group.windowing().needsMerge()
          && isBlindToArrival(group.windowing().getTrigger())) {
        lift(group, combine, edited);
        lifted.add(group.transform());
      } else {
        edited.add(operator);
      }
    }
    return lifted.isEmpty() ? Rewritten.unchanged(plan) : new Rewritten(edited.build(), lifted);
  }

  private static boolean isBlindToArrival(Trigger trigger) {
    return trigger instanceof DefaultTrigger
        || trigger instanceof AfterWatermark.FromEndOfWindow
        || trigger instanceof Never.NeverTrigger;
  }

  private static void lift(GroupByKey group, Aggregation.Combine aggregation, PlanBuilder edited) {
    CollectionSpec input = edited.collection(group.input());
    int accumulators =
        edited.addCollection(
            group.transform() + "/Accumulators",
            KvCoder.of(group.keyCoder(), aggregation.combine().accumulatorCoder()),
            input.windowing(),
            input.bounded());
    edited.add(
        new OperatorSpec.LiftedCombine(
            group.transform(),
            group.keyCoder(),
            aggregation.combine(),
            group.input(),
            accumulators));
    edited.add(
        new GroupByKey(
            group.transform(),
            group.keyCoder(),
            new Aggregation.MergeAccumulators(aggregation.combine()),
            group.windowing(),
            accumulators,
            group.output()));
  }
}
