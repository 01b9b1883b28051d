/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.optimize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanFixture;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RewritesTest {
  private final List<String> applied = new ArrayList<>();

  private static Plan plan() {
    PlanFixture fixture = new PlanFixture();
    int source = fixture.impulse("source");
    fixture.combine("sum", source);
    fixture.redistribute("dead", source);
    return fixture.build();
  }

  @Test
  void tellsWhichRewritesChangedWhat() {
    Rewrites.apply(plan(), Set.of(), applied);

    assertEquals(
        List.of("dead-branches: dead", "combiner-lifting: sum", "specialised-grouping: sum"),
        applied);
  }

  @Test
  void disabledRewriteIsLeftOut() {
    Rewrites.apply(plan(), Set.of("combiner-lifting"), applied);

    assertEquals(List.of("dead-branches: dead", "specialised-grouping: sum"), applied);
  }

  @Test
  void whenAllAreDisabled_thenPlanIsTheSame() {
    Plan plan = plan();

    assertSame(plan, Rewrites.apply(plan, Rewrites.names(), applied));
    assertEquals(List.of(), applied);
  }
}
