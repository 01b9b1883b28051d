/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.graph.StageGraphAssertions;
import dev.millrace.translation.optimize.Rewrites;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanFixture;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever the plan, each operator receives in the stage graph as many elements as in the plan, if
 * each source emits one and each operator one for each it receives.
 */
class RandomPlansTest {
  private static final int PLANS = 40;
  private static final List<Set<String>> DISABLED =
      List.of(
          Set.of(),
          Set.of(Fuser.FLATTEN_SINKING),
          Set.of(Fuser.FLATTEN_UNZIPPING),
          Set.of(Fuser.FLATTEN_SINKING, Fuser.FLATTEN_UNZIPPING));
  private static final long MANY = 1_000_000_007L;

  @ParameterizedTest
  @ValueSource(ints = {5, 20, 60})
  void everyElementArrivesAsOftenAsInThePlan(int size) {
    for (int seed = 0; seed < PLANS; seed++) {
      Plan plan = randomPlan(new Random(seed * 1000L + size), size);
      Map<String, Long> expected = arrivals(plan);
      Plan rewritten = Rewrites.apply(plan, Set.of("dead-branches"), new ArrayList<>());
      for (Set<String> disabled : DISABLED) {
        StageGraph graph = Fuser.fuse(rewritten, disabled, List.of());
        StageGraphAssertions.assertSound(graph);
        assertEquals(expected, arrivals(graph), "seed " + seed + " without " + disabled);
      }
    }
  }

  private static Plan randomPlan(Random random, int size) {
    PlanFixture plan = new PlanFixture();
    List<Integer> collections = new ArrayList<>(List.of(plan.impulse("0")));
    List<PCollectionView<?>> views = new ArrayList<>();
    for (int i = 1; i < size; i++) {
      String name = Integer.toString(i);
      int input = collections.get(random.nextInt(collections.size()));
      switch (random.nextInt(12)) {
        case 0 -> collections.add(plan.impulse(name));
        case 1 -> collections.add(plan.group(name, input));
        case 2 -> collections.add(plan.combine(name, input));
        case 3 -> collections.add(plan.stateful(name, input, some(views, random)));
        case 4 -> collections.add(plan.splittable(name, input, some(views, random)));
        case 5 -> collections.add(plan.redistribute(name, input));
        case 6, 7 -> collections.add(plan.flatten(name, several(collections, random)));
        case 8 -> views.add(plan.view(name, input));
        default -> collections.add(plan.parDo(name, input, some(views, random)));
      }
    }
    return plan.build();
  }

  private static PCollectionView<?>[] some(List<PCollectionView<?>> views, Random random) {
    return views.stream().filter(view -> random.nextInt(3) == 0).toArray(PCollectionView<?>[]::new);
  }

  private static Integer[] several(List<Integer> collections, Random random) {
    Integer[] inputs = new Integer[random.nextInt(5)];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = collections.get(random.nextInt(collections.size()));
    }
    return inputs;
  }

  private static Map<String, Long> arrivals(Plan plan) {
    Map<Integer, Long> counts = new HashMap<>();
    Map<String, Long> arrivals = new TreeMap<>();
    plan.operators().forEach(operator -> run(operator, counts, arrivals));
    return arrivals;
  }

  private static Map<String, Long> arrivals(StageGraph graph) {
    Map<List<Integer>, Long> emitted = new HashMap<>();
    Map<String, Long> arrivals = new TreeMap<>();
    for (Stage stage : graph.stages()) {
      Map<Integer, Long> counts = new HashMap<>();
      for (Edge edge : graph.edgesInto(stage)) {
        counts.merge(
            edge.consumed(),
            emitted.get(List.of(edge.fromStage(), edge.produced())),
            RandomPlansTest::add);
      }
      stage.operators().forEach(operator -> run(operator, counts, arrivals));
      counts.forEach((id, count) -> emitted.put(List.of(stage.id(), id), count));
    }
    return arrivals;
  }

  /** Flattens may dissolve and lifted combines appear: they are not compared. */
  private static void run(
      OperatorSpec operator, Map<Integer, Long> counts, Map<String, Long> arrivals) {
    long received = operator.inputs().isEmpty() ? 1 : 0;
    for (int input : operator.inputs()) {
      received = add(received, counts.get(input));
    }
    if (operator instanceof OperatorSpec.Flatten) {
      received = operator.inputs().isEmpty() ? 0 : received;
    } else if (!(operator instanceof OperatorSpec.LiftedCombine)) {
      String name = operator.getClass().getSimpleName() + " " + operator.transform();
      arrivals.merge(name, received, RandomPlansTest::add);
    }
    for (int output : operator.outputs()) {
      counts.put(output, received);
    }
  }

  private static long add(long left, long right) {
    return (left + right) % MANY;
  }
}
