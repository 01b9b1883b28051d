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

class DeadBranchesTest {
  private final PlanFixture fixture = new PlanFixture();

  private static List<String> names(Plan plan) {
    return plan.operators().stream().map(OperatorSpec::transform).toList();
  }

  @Test
  void branchThatOnlyHandsOnFallsAsWhole() {
    int source = fixture.impulse("source");
    int windowed = fixture.assignWindows("window", source);
    fixture.redistribute("shuffle", fixture.flatten("flat", windowed, source));

    Rewritten rewritten = new DeadBranches().apply(fixture.build());

    assertEquals(List.of("source"), names(rewritten.plan()));
    assertEquals(List.of("shuffle", "flat", "window"), rewritten.transforms());
  }

  @Test
  void userFunctionsStayThoughNobodyReadsThem() {
    int source = fixture.impulse("source");
    fixture.parDo("sink", fixture.flatten("flat", source));
    fixture.stateful("state", source);
    fixture.combine("combine", source);
    Plan plan = fixture.build();

    assertSame(plan, new DeadBranches().apply(plan).plan());
  }

  @Test
  void whatFeedsSideInputIsRead() {
    int source = fixture.impulse("source");
    fixture.parDo("reader", source, fixture.view("view", fixture.assignWindows("window", source)));
    Plan plan = fixture.build();

    assertSame(plan, new DeadBranches().apply(plan).plan());
  }
}
