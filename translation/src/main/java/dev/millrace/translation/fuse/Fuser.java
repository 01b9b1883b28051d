/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import static com.google.common.collect.Iterables.getOnlyElement;
import static java.util.Objects.requireNonNull;

import com.google.common.collect.Iterables;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Flatten;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.plan.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fuses operators greedily: each joins the stage that produces its input, and all readers of a
 * collection share that stage.
 *
 * <p>A new stage begins
 *
 * <ul>
 *   <li>at a source;
 *   <li>behind an {@linkplain Exchanges exchange};
 *   <li>where a side input is made, however indirectly, from the very stage that would have to wait
 *       for it;
 *   <li>where a chain of operators grows too {@linkplain FusionDepth long} for the stack;
 *   <li>at a flatten of several stages, unless it {@linkplain DissolvingFlattens dissolves} into
 *       the edges that lead to its readers and into clones of them.
 * </ul>
 */
public final class Fuser {
  /** The name under which the sinking of flattens into edges is switched off and listed. */
  public static final String FLATTEN_SINKING = "flatten-sinking";

  /** The name under which the cloning of what reads a flatten is switched off and listed. */
  public static final String FLATTEN_UNZIPPING = "flatten-unzipping";

  /** How many stages may get a clone: with many, the clones cost more than the hop they save. */
  private static final int MOST_CLONES = 4;

  private final Plan plan;
  private final Set<String> disabled;
  private final DissolvingFlattens dissolving;
  private final StageGraphDraft graph;
  private final List<String> sunk = new ArrayList<>();
  private final List<String> unzipped = new ArrayList<>();

  /** Where the elements of a collection come from: several places behind a dissolved flatten. */
  private final Map<Integer, List<Source>> sources = new HashMap<>();

  /**
   * Further stages that receive a collection because one of its readers could not join the first.
   */
  private final Map<Integer, List<Integer>> forwarded = new HashMap<>();

  private Fuser(Plan plan, Set<String> disabled) {
    this.plan = plan;
    this.disabled = disabled;
    this.dissolving = new DissolvingFlattens(plan, !disabled.contains(FLATTEN_UNZIPPING));
    this.graph = new StageGraphDraft(plan.collections());
  }

  /**
   * Cuts {@code plan} into stages.
   *
   * @param disabled the names of the rewrites to leave out
   * @param rewrites what was done to the plan already
   */
  public static StageGraph fuse(Plan plan, Set<String> disabled, List<String> rewrites) {
    Fuser fuser = new Fuser(plan, disabled);
    plan.operators().forEach(fuser::place);
    List<String> all = new ArrayList<>(rewrites);
    if (!fuser.sunk.isEmpty()) {
      all.add(FLATTEN_SINKING + ": " + String.join(", ", fuser.sunk));
    }
    if (!fuser.unzipped.isEmpty()) {
      all.add(FLATTEN_UNZIPPING + ": " + String.join(", ", fuser.unzipped));
    }
    return fuser.graph.finish(all);
  }

  private void place(OperatorSpec planned) {
    OperatorSpec operator = UnreadOutputs.drop(planned, plan);
    Optional<Exchange> exchange = Exchanges.before(operator);
    if (operator instanceof Flatten flatten) {
      placeFlatten(flatten);
    } else if (operator.inputs().isEmpty()) {
      begin(operator);
    } else if (exchange.isPresent()) {
      connect(getOnlyElement(operator.inputs()), begin(operator), exchange.get());
    } else if (stages(operator.inputs()).size() > 1 && fusesBehind(operator)) {
      placeClones(operator);
    } else {
      placeFused(operator);
    }
  }

  private void placeFused(OperatorSpec operator) {
    int input = getOnlyElement(operator.inputs());
    for (int stage : Iterables.concat(wholeIn(input), forwarded.getOrDefault(input, List.of()))) {
      if (graph.canJoin(operator, stage)) {
        join(operator, stage);
        return;
      }
    }
    int stage = beginBehind(operator);
    forwarded.computeIfAbsent(input, unused -> new ArrayList<>()).add(stage);
  }

  /** The stage that produces all of {@code collection}, if one does. */
  private Set<Integer> wholeIn(int collection) {
    Set<Integer> stages = stages(List.of(collection));
    return stages.size() == 1 ? stages : Set.of();
  }

  /**
   * Begins a stage that is given what {@code operator} reads as it comes. Where only the depth of
   * calls keeps it from being fused, it runs as if it were: elements stay in the instance of the
   * same number, and in order.
   */
  private int beginBehind(OperatorSpec operator) {
    Set<Integer> producers = stages(operator.inputs());
    boolean continues = producers.size() == 1 && !fusesBehind(operator);
    int stage = continues ? graph.addStageLike(getOnlyElement(producers)) : graph.addStage();
    join(operator, stage);
    for (int input : new LinkedHashSet<>(operator.inputs())) {
      connect(input, stage, new Exchange.Forward());
    }
    return stage;
  }

  private boolean fusesBehind(OperatorSpec operator) {
    return operator.inputs().stream().map(sources::get).allMatch(graph::canFuseBehind);
  }

  private void placeClones(OperatorSpec operator) {
    int input = getOnlyElement(operator.inputs());
    operator.outputs().forEach(output -> sources.put(output, new ArrayList<>()));
    for (Source source : graph.contributions(sourcesOf(input), input)) {
      Map<Integer, Integer> outputs = new HashMap<>();
      operator.outputs().forEach(output -> outputs.put(output, graph.copyOf(output)));
      graph.add(Clones.of(operator, source.collection(), outputs), source.stage());
      outputs.forEach((output, copy) -> sourcesOf(output).add(new Source(source.stage(), copy)));
    }
    operator.outputs().forEach(output -> graph.noteDissolved(output, operator.transform()));
  }

  private void placeFlatten(Flatten flatten) {
    Set<Integer> stages = stages(flatten.inputs());
    if (stages.size() == 1 && fusesBehind(flatten)) {
      join(flatten, getOnlyElement(stages));
    } else if (stages.size() > 1 && mayDissolve(flatten, stages)) {
      List<Source> origins = new ArrayList<>();
      flatten.inputs().forEach(input -> origins.addAll(sourcesOf(input)));
      sources.put(flatten.output(), origins);
      graph.noteDissolved(flatten.output(), flatten.transform());
    } else {
      beginBehind(flatten);
    }
  }

  private boolean mayDissolve(Flatten flatten, Set<Integer> stages) {
    if (dissolving.sinks(flatten)) {
      return !disabled.contains(FLATTEN_SINKING) && sunk.add(flatten.transform());
    }
    return dissolving.unzips(flatten)
        && stages.size() <= MOST_CLONES
        // A clone in a stage of one instance would do alone what many could share.
        && stages.stream().allMatch(graph::isParallel)
        && unzipped.add(flatten.transform());
  }

  /** The stages that the elements of some collections come from. */
  private Set<Integer> stages(List<Integer> collections) {
    Set<Integer> stages = new LinkedHashSet<>();
    collections.forEach(id -> sourcesOf(id).forEach(source -> stages.add(source.stage())));
    return stages;
  }

  private int begin(OperatorSpec operator) {
    int stage = graph.addStage();
    join(operator, stage);
    return stage;
  }

  private void join(OperatorSpec operator, int stage) {
    graph.add(operator, stage);
    for (int output : operator.outputs()) {
      sources.put(output, List.of(new Source(stage, output)));
    }
  }

  private void connect(int collection, int stage, Exchange exchange) {
    graph.connect(sourcesOf(collection), collection, stage, exchange);
  }

  private List<Source> sourcesOf(int collection) {
    return requireNonNull(sources.get(collection));
  }
}
