package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Flatten;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import dev.millrace.translation.graph.SideInputSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.plan.TopologicalOrder;
import dev.millrace.translation.plan.Views;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.values.TupleTag;

/** A stage graph while it grows. Stages are numbered in the order in which they are added. */
final class StageGraphDraft {
  private final TreeMap<Integer, CollectionSpec> collections;
  private final List<StageDraft> stages = new ArrayList<>();
  private final StageDependencies dependencies = new StageDependencies();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<TupleTag<?>, Integer> viewStages = new HashMap<>();
  private final Map<Integer, String> sunkFlattens = new LinkedHashMap<>();

  /** The flatten of what one stage contributes to a collection, by stage and that collection. */
  private final Map<Source, Integer> merged = new HashMap<>();

  StageGraphDraft(Map<Integer, CollectionSpec> collections) {
    this.collections = new TreeMap<>(collections);
  }

  /** Adds an empty stage and returns its number. */
  int addStage() {
    stages.add(new StageDraft());
    dependencies.addStage();
    return stages.size() - 1;
  }

  /** Adds {@code operator} to a stage. */
  void add(OperatorSpec operator, int stage) {
    stages.get(stage).add(operator);
    for (SideInputSpec sideInput : operator.sideInputs()) {
      dependencies.add(stage, viewStages.get(Views.tag(sideInput)));
    }
    if (operator instanceof MaterializeView materialize) {
      viewStages.put(Views.tag(materialize), stage);
    }
  }

  /** Whether {@code stage} may wait for the side inputs of {@code operator}. */
  boolean canJoin(OperatorSpec operator, int stage) {
    return operator.sideInputs().stream()
        .noneMatch(sideInput -> dependencies.needs(viewStages.get(Views.tag(sideInput)), stage));
  }

  /** Remembers that a flatten has no operator: its output exists on edges only. */
  void noteSunk(Flatten flatten) {
    sunkFlattens.put(flatten.output(), flatten.transform());
  }

  /**
   * Leads {@code collection} from where it is produced to {@code stage}, with one edge for each
   * producing stage: what one stage contributes is flattened there.
   */
  void connect(List<Source> sources, int collection, int stage, Exchange exchange) {
    Map<Integer, List<Source>> byStage = new LinkedHashMap<>();
    for (Source source : sources) {
      byStage.computeIfAbsent(source.stage(), unused -> new ArrayList<>()).add(source);
    }
    byStage.forEach(
        (from, contributions) -> {
          int produced = contribution(from, contributions, collection);
          edges.add(new Edge(from, produced, stage, collection, exchange));
          dependencies.add(stage, from);
        });
  }

  private int contribution(int stage, List<Source> contributions, int flattened) {
    if (contributions.size() == 1) {
      return contributions.get(0).collection();
    }
    return merged.computeIfAbsent(
        new Source(stage, flattened),
        unused -> {
          int id = copyOf(collections.get(flattened));
          List<Integer> inputs = contributions.stream().map(Source::collection).toList();
          stages.get(stage).add(new Flatten(sunkFlattens.get(flattened), inputs, id));
          return id;
        });
  }

  private int copyOf(CollectionSpec original) {
    int id = collections.lastKey() + 1;
    collections.put(
        id,
        new CollectionSpec(
            id, original.name(), original.coder(), original.windowing(), original.bounded()));
    return id;
  }

  /** Numbers the stages in topological order and makes the graph. */
  StageGraph finish(List<String> rewrites) {
    List<Integer> order = TopologicalOrder.of(dependencies.direct());
    int[] numbers = new int[order.size()];
    List<Stage> finished = new ArrayList<>();
    for (int stage : order) {
      numbers[stage] = finished.size();
      finished.add(stages.get(stage).finish(finished.size()));
    }
    List<Edge> renumbered = edges.stream().map(edge -> renumber(edge, numbers)).toList();
    return new StageGraph(finished, renumbered, named(finished, renumbered), rewrites);
  }

  private static Edge renumber(Edge edge, int[] numbers) {
    return new Edge(
        numbers[edge.fromStage()],
        edge.produced(),
        numbers[edge.toStage()],
        edge.consumed(),
        edge.exchange());
  }

  /** The collections that an operator or an edge names. */
  private Map<Integer, CollectionSpec> named(List<Stage> stages, List<Edge> edges) {
    Set<Integer> ids = new HashSet<>();
    for (Stage stage : stages) {
      for (OperatorSpec operator : stage.operators()) {
        ids.addAll(operator.inputs());
        ids.addAll(operator.outputs());
      }
    }
    for (Edge edge : edges) {
      ids.add(edge.produced());
      ids.add(edge.consumed());
    }
    Map<Integer, CollectionSpec> named = new HashMap<>(collections);
    named.keySet().retainAll(ids);
    return named;
  }
}
