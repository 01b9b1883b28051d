/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import static com.google.common.base.Preconditions.checkArgument;
import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.SideInputSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.values.TupleTag;

/**
 * A pipeline as operators and the collections between them.
 *
 * <p>Immutable. Operators are in topological order: each collection is produced by exactly one
 * operator, which comes before all that read it, and each view is materialised before the operators
 * that look into it. The constructor checks this, so a rewrite that breaks a plan fails where it is
 * made.
 */
public final class Plan {
  private final List<OperatorSpec> operators;
  private final Map<Integer, CollectionSpec> collections;
  private final Map<Integer, OperatorSpec> producers = new HashMap<>();
  private final Map<Integer, List<OperatorSpec>> consumers = new HashMap<>();

  /**
   * Makes a plan.
   *
   * @throws IllegalArgumentException if the operators are not in topological order, or name a
   *     collection or view that does not exist
   */
  public Plan(List<OperatorSpec> operators, Map<Integer, CollectionSpec> collections) {
    this.operators = List.copyOf(operators);
    this.collections = Map.copyOf(collections);
    Map<TupleTag<?>, OperatorSpec> views = new HashMap<>();
    for (OperatorSpec operator : this.operators) {
      index(operator);
      for (SideInputSpec sideInput : operator.sideInputs()) {
        checkArgument(
            views.containsKey(Views.tag(sideInput)),
            "%s reads side input %s, which no operator before it materialises",
            operator.transform(),
            sideInput.name());
      }
      if (operator instanceof OperatorSpec.MaterializeView materialize) {
        OperatorSpec earlier = views.put(Views.tag(materialize), materialize);
        checkArgument(
            earlier == null, "%s materialises a view a second time", operator.transform());
      }
    }
  }

  private void index(OperatorSpec operator) {
    // A flatten that reads a collection twice is still one consumer.
    for (int input : new LinkedHashSet<>(operator.inputs())) {
      checkArgument(
          producers.containsKey(input),
          "%s reads collection %s, which no operator before it produces",
          operator.transform(),
          input);
      consumers.computeIfAbsent(input, unused -> new ArrayList<>()).add(operator);
    }
    for (int output : operator.outputs()) {
      checkArgument(
          collections.containsKey(output),
          "%s writes the unknown collection %s",
          operator.transform(),
          output);
      OperatorSpec other = producers.put(output, operator);
      checkArgument(
          other == null, "%s writes collection %s a second time", operator.transform(), output);
    }
  }

  /** The operators in topological order. */
  public List<OperatorSpec> operators() {
    return operators;
  }

  /** The collections by id. */
  public Map<Integer, CollectionSpec> collections() {
    return collections;
  }

  /** The collection with the given id. */
  public CollectionSpec collection(int id) {
    return requireNonNull(collections.get(id));
  }

  /** The operator that writes a collection. */
  public OperatorSpec producer(int collection) {
    return requireNonNull(producers.get(collection));
  }

  /** The operators that read a collection, each once, in topological order. */
  public List<OperatorSpec> consumers(int collection) {
    return consumers.getOrDefault(collection, List.of());
  }
}
