/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import static com.google.common.base.Preconditions.checkState;
import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.SideInputSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Collects operators and collections in any order and makes a {@link Plan} of them. */
public final class PlanBuilder {
  private final List<OperatorSpec> operators = new ArrayList<>();
  private final Map<Integer, CollectionSpec> collections = new HashMap<>();

  /** A builder that knows the collections of {@code plan} and none of its operators. */
  public static PlanBuilder withCollectionsOf(Plan plan) {
    PlanBuilder builder = new PlanBuilder();
    builder.collections.putAll(plan.collections());
    return builder;
  }

  /** Adds a collection and returns its id. */
  public int addCollection(
      String name, Coder<?> coder, WindowingStrategy<?, ?> windowing, boolean bounded) {
    int id = collections.size();
    collections.put(id, new CollectionSpec(id, name, coder, windowing, bounded));
    return id;
  }

  /** The collection with the given id. */
  public CollectionSpec collection(int id) {
    return requireNonNull(collections.get(id));
  }

  /** Adds an operator. */
  public void add(OperatorSpec operator) {
    operators.add(operator);
  }

  /** Adds operators in the order given. */
  public PlanBuilder addAll(Collection<? extends OperatorSpec> added) {
    operators.addAll(added);
    return this;
  }

  /**
   * Puts the operators in topological order, those that were added earlier first where the order
   * leaves a choice.
   *
   * @throws IllegalStateException if they form a cycle
   */
  public Plan build() {
    int count = operators.size();
    List<Integer> order = TopologicalOrder.of(predecessors());
    checkState(
        order.size() == count,
        "The pipeline has a cycle among %s transforms, which Beam does not allow",
        count - order.size());
    return new Plan(order.stream().map(operators::get).toList(), collections);
  }

  private List<List<Integer>> predecessors() {
    Map<Integer, Integer> producers = new HashMap<>();
    Map<TupleTag<?>, Integer> views = new HashMap<>();
    for (int i = 0; i < operators.size(); i++) {
      for (int output : operators.get(i).outputs()) {
        producers.put(output, i);
      }
      if (operators.get(i) instanceof OperatorSpec.MaterializeView materialize) {
        views.put(Views.tag(materialize), i);
      }
    }
    List<List<Integer>> predecessors = new ArrayList<>();
    for (OperatorSpec operator : operators) {
      List<Integer> before = new ArrayList<>();
      for (int input : operator.inputs()) {
        before.add(known(producers.get(input), operator, "collection " + collection(input).name()));
      }
      for (SideInputSpec sideInput : operator.sideInputs()) {
        before.add(
            known(views.get(Views.tag(sideInput)), operator, "side input " + sideInput.name()));
      }
      predecessors.add(before);
    }
    return predecessors;
  }

  private static int known(@Nullable Integer producer, OperatorSpec reader, String what) {
    checkState(
        producer != null, "%s reads %s, which no transform produces", reader.transform(), what);
    return producer;
  }
}
