package dev.millrace.translation.fuse;

import static com.google.common.collect.Iterables.getOnlyElement;

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
 *   <li>at a flatten of several stages, unless {@linkplain SinkableFlattens all its readers} begin
 *       a stage themselves: then the flatten dissolves into the edges that lead to them.
 * </ul>
 */
public final class Fuser {
  private final Plan plan;
  private final Set<Integer> sinkable;
  private final StageGraphDraft graph;

  /** Where the elements of a collection come from: several places for a flatten that has sunk. */
  private final Map<Integer, List<Source>> sources = new HashMap<>();

  /**
   * Further stages that receive a collection because one of its readers could not join the first.
   */
  private final Map<Integer, List<Integer>> forwarded = new HashMap<>();

  private Fuser(Plan plan, Set<Integer> sinkable) {
    this.plan = plan;
    this.sinkable = sinkable;
    this.graph = new StageGraphDraft(plan.collections());
  }

  /** The name under which the sinking of flattens is switched off. */
  public static final String FLATTEN_SINKING = "flatten-sinking";

  /**
   * Cuts {@code plan} into stages.
   *
   * @param disabled the names of the rewrites to leave out
   * @param rewrites what was done to the plan already
   */
  public static StageGraph fuse(Plan plan, Set<String> disabled, List<String> rewrites) {
    boolean sink = !disabled.contains(FLATTEN_SINKING);
    Fuser fuser = new Fuser(plan, sink ? SinkableFlattens.of(plan) : Set.of());
    plan.operators().forEach(fuser::place);
    return fuser.graph.finish(rewrites);
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
    } else {
      placeFused(operator);
    }
  }

  private void placeFused(OperatorSpec operator) {
    int input = getOnlyElement(operator.inputs());
    List<Integer> candidates = new ArrayList<>();
    sources.get(input).forEach(source -> candidates.add(source.stage()));
    candidates.addAll(forwarded.getOrDefault(input, List.of()));
    for (int stage : candidates) {
      if (graph.canJoin(operator, stage)) {
        join(operator, stage);
        return;
      }
    }
    int stage = begin(operator);
    connect(input, stage, new Exchange.Forward());
    forwarded.computeIfAbsent(input, unused -> new ArrayList<>()).add(stage);
  }

  private void placeFlatten(Flatten flatten) {
    List<Source> origins = new ArrayList<>();
    flatten.inputs().forEach(input -> origins.addAll(sources.get(input)));
    Set<Integer> stages = new LinkedHashSet<>();
    origins.forEach(origin -> stages.add(origin.stage()));
    if (stages.size() == 1) {
      join(flatten, getOnlyElement(stages));
    } else if (sinkable.contains(flatten.output())) {
      sources.put(flatten.output(), origins);
      graph.noteSunk(flatten);
    } else {
      int stage = begin(flatten);
      for (int input : new LinkedHashSet<>(flatten.inputs())) {
        connect(input, stage, new Exchange.Forward());
      }
    }
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
    graph.connect(sources.get(collection), collection, stage, exchange);
  }
}
