/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static dev.millrace.translation.graph.StageGraphAssertions.edges;
import static dev.millrace.translation.graph.StageGraphAssertions.stageOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.graph.Edge;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.plan.PlanFixture;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;

class FuserTest {
  private final PlanFixture plan = new PlanFixture();

  private StageGraph fuse(String... disabled) {
    return assertSound(Fuser.fuse(plan.build(), Set.of(disabled), List.of()));
  }

  private static List<String> names(Stage stage) {
    return stage.operators().stream().map(OperatorSpec::transform).toList();
  }

  @Test
  void consumersOfOneCollectionShareTheStageOfItsProducer() {
    int source = plan.impulse("source");
    plan.parDo("left", source);
    plan.assignWindows("window", plan.parDo("right", source));

    StageGraph graph = fuse();

    assertEquals(1, graph.stages().size());
    assertEquals(List.of("source", "left", "right", "window"), names(graph.stages().get(0)));
    assertFalse(graph.stages().get(0).parallel(), "what follows an impulse has no company");
  }

  @Test
  void stageBreaksAtEachExchange() {
    int source = plan.impulse("source");
    int grouped = plan.group("group", source);
    int stateful = plan.stateful("state", plan.parDo("format", grouped));
    int shuffled = plan.redistribute("shuffle", stateful);
    plan.view("view", plan.splittable("sdf", shuffled));

    StageGraph graph = fuse();

    assertEquals(
        List.of(
            List.of("source"),
            List.of("group", "format"),
            List.of("state"),
            List.of("shuffle", "sdf"),
            List.of("sdf"),
            List.of("view")),
        graph.stages().stream().map(FuserTest::names).toList());
    assertEquals(
        List.of(
            new Exchange.ByKey(PlanFixture.KEY_CODER),
            new Exchange.ByKey(PlanFixture.KEY_CODER),
            new Exchange.Rebalance(),
            new Exchange.Rebalance(),
            new Exchange.Gather()),
        graph.edges().stream().map(Edge::exchange).toList());
    assertEquals(
        List.of(false, true, true, true, true, false),
        graph.stages().stream().map(Stage::parallel).toList());
  }

  @Test
  void whenSideInputComesFromElsewhere_thenItsReaderIsFused() {
    int source = plan.impulse("source");
    PCollectionView<?> view = plan.view("view", plan.impulse("other"));
    plan.parDo("reader", source, view);

    StageGraph graph = fuse();

    assertEquals(List.of("source", "reader"), names(stageOf(graph, "reader")));
    assertTrue(
        stageOf(graph, "view").id() < stageOf(graph, "reader").id(),
        "a stage comes after the side inputs it reads");
  }

  @Test
  void whenSideInputComesFromSameStage_thenItsReaderBeginsNewStage() {
    int source = plan.impulse("source");
    PCollectionView<?> view = plan.view("view", plan.parDo("maker", source));
    plan.parDo("reader", source, view);

    StageGraph graph = fuse();

    assertEquals(List.of("reader"), names(stageOf(graph, "reader")));
    assertInstanceOf(Exchange.Forward.class, edges(graph, "source", "reader").get(0).exchange());
    assertTrue(stageOf(graph, "reader").parallel());
  }

  @Test
  void whenSideInputComesFromSameStageByDetour_thenItsReaderBeginsNewStage() {
    int source = plan.impulse("source");
    PCollectionView<?> first = plan.view("first", plan.group("group", source));
    int derived = plan.parDo("derived", plan.impulse("other"), first);
    PCollectionView<?> second = plan.view("second", derived);
    plan.parDo("reader", source, second);

    StageGraph graph = fuse();

    assertNotEquals(stageOf(graph, "source"), stageOf(graph, "reader"));
  }

  @Test
  void whenTwoStagesWouldWaitForEachOthersSideInput_thenOneReaderIsCutOff() {
    int left = plan.impulse("left");
    int right = plan.impulse("right");
    PCollectionView<?> ofLeft = plan.view("ofLeft", left);
    PCollectionView<?> ofRight = plan.view("ofRight", right);
    plan.parDo("readsRight", left, ofRight);
    plan.parDo("readsLeft", right, ofLeft);

    StageGraph graph = fuse();

    assertEquals(stageOf(graph, "left"), stageOf(graph, "readsRight"));
    assertNotEquals(stageOf(graph, "right"), stageOf(graph, "readsLeft"));
  }

  @Test
  void readersThatWereCutOffShareStage() {
    int source = plan.impulse("source");
    PCollectionView<?> view = plan.view("view", source);
    plan.parDo("one", source, view);
    plan.parDo("two", source, view);

    StageGraph graph = fuse();

    assertEquals(List.of("one", "two"), names(stageOf(graph, "one")));
    assertEquals(1, edges(graph, "source", "one").size());
  }

  @Test
  void flattenOfOneStageIsFused() {
    int source = plan.impulse("source");
    int flat = plan.flatten("flat", plan.parDo("left", source), plan.parDo("right", source));
    plan.parDo("reader", flat);

    StageGraph graph = fuse();

    assertEquals(1, graph.stages().size());
    assertEquals(
        List.of("source", "left", "right", "flat", "reader"), names(graph.stages().get(0)));
  }

  @Test
  void flattenOfSeveralStagesBeginsStage() {
    int flat = plan.flatten("flat", plan.impulse("left"), plan.impulse("right"));
    plan.parDo("reader", flat);

    StageGraph graph = fuse();

    assertEquals(List.of("flat", "reader"), names(stageOf(graph, "flat")));
    assertTrue(stageOf(graph, "flat").parallel());
    assertEquals(2, graph.edgesInto(stageOf(graph, "flat")).size());
  }

  @Test
  void whenAllReadersOfFlattenAreBehindExchanges_thenItDissolvesIntoEdges() {
    int left = plan.impulse("left");
    int right = plan.impulse("right");
    int flat = plan.flatten("flat", left, right);
    plan.group("group", flat);
    plan.stateful("state", flat);

    StageGraph graph = fuse();

    assertEquals(4, graph.stages().size());
    Edge edge = edges(graph, "left", "group").get(0);
    assertEquals(left, edge.produced());
    assertEquals(flat, edge.consumed());
    assertEquals(1, edges(graph, "right", "group").size());
    assertEquals(1, edges(graph, "left", "state").size());
  }

  @Test
  void whenSinkingIsOff_thenFlattenKeepsStageOfItsOwn() {
    int flat = plan.flatten("flat", plan.impulse("left"), plan.impulse("right"));
    plan.group("group", flat);

    StageGraph graph = fuse(Fuser.FLATTEN_SINKING, Fuser.FLATTEN_UNZIPPING);

    assertEquals(List.of("flat"), names(stageOf(graph, "flat")));
  }

  @Test
  void flattensSinkThroughOneAnother() {
    int inner = plan.flatten("inner", plan.impulse("a"), plan.impulse("b"));
    int outer = plan.flatten("outer", inner, plan.impulse("c"));
    plan.group("groupInner", inner);
    plan.group("groupOuter", outer);

    StageGraph graph = fuse();

    assertEquals(2, graph.edgesInto(stageOf(graph, "groupInner")).size());
    assertEquals(3, graph.edgesInto(stageOf(graph, "groupOuter")).size());
    assertEquals(5, graph.stages().size());
  }

  @Test
  void whenOneReaderOfFlattenIsFused_thenItBeginsStageForAll() {
    int flat = plan.flatten("flat", plan.impulse("left"), plan.impulse("right"));
    plan.group("group", flat);
    plan.parDo("reader", flat);

    StageGraph graph = fuse();

    assertEquals(List.of("flat", "reader"), names(stageOf(graph, "flat")));
    assertEquals(1, edges(graph, "flat", "group").size());
  }

  @Test
  void whatOneStageContributesToSunkFlattenIsFlattenedThere() {
    int source = plan.impulse("source");
    int a = plan.parDo("a", source);
    int b = plan.parDo("b", source);
    plan.group("group", plan.flatten("flat", a, plan.impulse("other"), b));

    StageGraph graph = fuse();

    assertEquals(List.of("source", "a", "b", "flat"), names(stageOf(graph, "source")));
    OperatorSpec partial = stageOf(graph, "source").operators().get(3);
    assertEquals(List.of(a, b), partial.inputs());
    assertEquals(partial.outputs().get(0), edges(graph, "source", "group").get(0).produced());
  }

  @Test
  void flattenOfCollectionWithItselfKeepsBothCopies() {
    int source = plan.impulse("source");
    int other = plan.impulse("other");
    plan.parDo("inline", plan.flatten("twice", source, source));
    plan.parDo("reader", plan.flatten("across", source, source, other));
    plan.group("group", plan.flatten("sunk", source, source, other));

    StageGraph graph = fuse();

    OperatorSpec twice = stageOf(graph, "twice").operators().get(1);
    assertEquals(List.of(source, source), twice.inputs());
    assertEquals(stageOf(graph, "source"), stageOf(graph, "inline"));
    assertEquals(
        List.of(source, source, other), stageOf(graph, "across").operators().get(0).inputs());
    assertEquals(1, edges(graph, "source", "across").size(), "one edge, read twice");
    OperatorSpec sunk = stageOf(graph, "sunk").operators().get(3);
    assertEquals(List.of(source, source), sunk.inputs());
  }

  @Test
  void emptyFlattenIsSource() {
    int empty = plan.flatten("empty");
    plan.parDo("reader", empty);
    plan.group("group", plan.flatten("flat", empty, plan.impulse("source")));

    StageGraph graph = fuse();

    assertEquals(List.of("empty", "reader"), names(stageOf(graph, "empty")));
    assertFalse(stageOf(graph, "empty").parallel());
    assertEquals(1, edges(graph, "empty", "group").size());
  }

  @Test
  void unreadOutputsDisappearAndTheirCodersStay() {
    int source = plan.impulse("source");
    List<Integer> outputs = plan.parDoWithOutputs("multi", source, 3);
    plan.parDo("reader", outputs.get(1));

    StageGraph graph = fuse();

    OperatorSpec.ParDo multi = (OperatorSpec.ParDo) stageOf(graph, "multi").operators().get(1);
    assertEquals(List.of(outputs.get(1)), multi.outputs());
    assertEquals(3, multi.parDo().outputCoders().size());
    assertFalse(graph.collections().containsKey(outputs.get(0)));
  }

  @Test
  void diamondOfExchangesKeepsTopologicalOrder() {
    int source = plan.impulse("source");
    int left = plan.group("left", source);
    int right = plan.stateful("right", source);
    plan.parDo("join", plan.flatten("flat", left, right));

    StageGraph graph = fuse(Fuser.FLATTEN_UNZIPPING);

    assertEquals(4, graph.stages().size());
    assertEquals(List.of("flat", "join"), names(graph.stages().get(3)));
  }

  private int parallel(String name) {
    return plan.redistribute(name, plan.impulse("source of " + name));
  }

  @Test
  void whatReadsFlattenIsClonedIntoTheStagesThatFeedIt() {
    int a = parallel("a");
    int b = parallel("b");
    int flat = plan.flatten("flat", a, b);
    plan.group("group", plan.assignWindows("window", plan.parDo("reader", flat)));

    StageGraph graph = fuse();

    assertEquals(List.of("a", "reader", "window"), names(stageOf(graph, "a")));
    assertEquals(List.of("b", "reader", "window"), names(stageOf(graph, "b")));
    assertEquals(1, edges(graph, "a", "group").size());
    assertEquals(1, edges(graph, "b", "group").size());
    assertNotEquals(
        edges(graph, "a", "group").get(0).produced(),
        edges(graph, "b", "group").get(0).produced(),
        "each collection has one producer");
    assertEquals(List.of("flatten-unzipping: flat"), graph.rewrites());
  }

  @Test
  void whatOneStageContributesIsFlattenedInFrontOfTheClone() {
    int a = parallel("a");
    int b = parallel("b");
    plan.parDo("reader", plan.flatten("flat", a, b, a));

    StageGraph graph = fuse();

    assertEquals(List.of("a", "flat", "reader"), names(stageOf(graph, "a")));
    assertEquals(List.of("b", "reader"), names(stageOf(graph, "b")));
  }

  @Test
  void whenManyStagesFeedFlatten_thenNothingIsCloned() {
    plan.parDo(
        "reader",
        plan.flatten(
            "flat", parallel("a"), parallel("b"), parallel("c"), parallel("d"), parallel("e")));

    assertEquals(List.of("flat", "reader"), names(stageOf(fuse(), "reader")));
  }

  @Test
  void whenReaderHasSideInput_thenItIsNotCloned() {
    PCollectionView<?> view = plan.view("view", plan.impulse("other"));
    plan.parDo("reader", plan.flatten("flat", parallel("a"), parallel("b")), view);

    assertEquals(List.of("flat", "reader"), names(stageOf(fuse(), "reader")));
  }

  @Test
  void whenOneBranchCannotBeCloned_thenNoneIs() {
    int flat = plan.flatten("flat", parallel("a"), parallel("b"));
    PCollectionView<?> view = plan.view("view", plan.impulse("other"));
    plan.parDo("one", plan.parDo("head", flat));
    plan.parDo("two", plan.parDo("neck", flat), view);

    assertEquals(List.of("flat", "head", "one", "neck", "two"), names(stageOf(fuse(), "flat")));
  }

  @Test
  void whenFunctionSetsSomethingUp_thenItIsNotCloned() {
    plan.expensiveParDo("reader", plan.flatten("flat", parallel("a"), parallel("b")));

    assertEquals(List.of("flat", "reader"), names(stageOf(fuse(), "reader")));
  }
}
