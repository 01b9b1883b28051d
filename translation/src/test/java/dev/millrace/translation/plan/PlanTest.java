/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;

class PlanTest {
  private final PlanFixture fixture = new PlanFixture();

  @Test
  void knowsProducersAndConsumers() {
    int source = fixture.impulse("source");
    int left = fixture.parDo("left", source);
    int right = fixture.parDo("right", source);
    fixture.flatten("both", left, right, left);
    Plan plan = fixture.build();

    assertEquals("source", plan.producer(source).transform());
    assertEquals(List.of("left", "right"), names(plan.consumers(source)));
    assertEquals(List.of("both"), names(plan.consumers(left)), "read twice by one consumer");
  }

  @Test
  void builderOrdersOperatorsBehindTheirInputsAndViews() {
    int source = fixture.impulse("source");
    int other = fixture.impulse("other");
    PCollectionView<?> view = fixture.view("view", other);
    fixture.parDo("reader", source, view);
    List<OperatorSpec> shuffled = new ArrayList<>(fixture.build().operators());
    Collections.reverse(shuffled);

    Plan plan = PlanBuilder.withCollectionsOf(fixture.build()).addAll(shuffled).build();

    List<String> names = names(plan.operators());
    assertEquals(List.of("other", "view", "source", "reader"), names);
  }

  @Test
  void refusesOperatorBeforeItsInput() {
    int source = fixture.impulse("source");
    fixture.parDo("reader", source);
    Plan plan = fixture.build();
    List<OperatorSpec> wrong = new ArrayList<>(plan.operators());
    Collections.reverse(wrong);

    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new Plan(wrong, plan.collections()));
    assertEquals("reader reads collection 0, which no operator before it produces", e.getMessage());
  }

  @Test
  void refusesSecondProducerOfCollection() {
    int source = fixture.impulse("source");
    Plan plan = fixture.build();
    List<OperatorSpec> wrong =
        List.of(plan.operators().get(0), new OperatorSpec.Impulse("again", source));

    assertThrows(IllegalArgumentException.class, () -> new Plan(wrong, plan.collections()));
  }

  @Test
  void builderReportsReaderOfWhatNobodyProduces() {
    int source = fixture.impulse("source");
    fixture.parDo("reader", source);
    Plan plan = fixture.build();
    PlanBuilder builder =
        PlanBuilder.withCollectionsOf(plan).addAll(List.of(plan.operators().get(1)));

    IllegalStateException e = assertThrows(IllegalStateException.class, builder::build);
    assertEquals("reader reads collection source, which no transform produces", e.getMessage());
  }

  private static List<String> names(List<OperatorSpec> operators) {
    return operators.stream().map(OperatorSpec::transform).toList();
  }
}
