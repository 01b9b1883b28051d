/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlattenMergingTest {
  private final PlanFixture fixture = new PlanFixture();

  @Test
  void nestedFlattensBecomeOne() {
    int a = fixture.impulse("a");
    int b = fixture.impulse("b");
    int inner = fixture.flatten("inner", a, b, a);
    int middle = fixture.flatten("middle", inner, b);
    fixture.parDo("reader", fixture.flatten("outer", middle, a));

    Rewritten rewritten = new FlattenMerging().apply(fixture.build());

    OperatorSpec outer = rewritten.plan().operators().get(2);
    assertEquals("outer", outer.transform());
    assertEquals(List.of(a, b, a, b, a), outer.inputs());
    assertEquals(List.of("inner", "middle"), rewritten.transforms());
  }

  @Test
  void flattenReadTwiceByTheSameFlattenIsMergedTwice() {
    int a = fixture.impulse("a");
    int inner = fixture.flatten("inner", a, a);
    fixture.parDo("reader", fixture.flatten("outer", inner, inner));

    Plan plan = new FlattenMerging().apply(fixture.build()).plan();

    assertEquals(List.of(a, a, a, a), plan.operators().get(1).inputs());
  }

  @Test
  void flattenWithAnotherReaderStays() {
    int a = fixture.impulse("a");
    int inner = fixture.flatten("inner", a);
    fixture.parDo("reader", inner);
    fixture.parDo("other", fixture.flatten("outer", inner, a));
    Plan plan = fixture.build();

    assertSame(plan, new FlattenMerging().apply(plan).plan());
  }

  @Test
  void emptyFlattenStays() {
    int a = fixture.impulse("a");
    fixture.parDo("reader", fixture.flatten("outer", fixture.flatten("empty"), a));
    Plan plan = fixture.build();

    assertSame(plan, new FlattenMerging().apply(plan).plan());
  }
}
