/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StageDependenciesTest {
  private final StageDependencies dependencies = new StageDependencies();

  private void stages(int count) {
    for (int i = 0; i < count; i++) {
      dependencies.addStage();
    }
  }

  @Test
  void stageNeedsItself() {
    stages(1);
    assertTrue(dependencies.needs(0, 0));
  }

  @Test
  void needsAreTransitive() {
    stages(3);
    dependencies.add(1, 0);
    dependencies.add(2, 1);

    assertTrue(dependencies.needs(2, 0));
    assertFalse(dependencies.needs(0, 2));
  }

  @Test
  void whenStageGainsNeed_thenThoseBehindItGainItToo() {
    stages(4);
    dependencies.add(2, 1);
    dependencies.add(3, 2);
    dependencies.add(1, 0);

    assertTrue(dependencies.needs(3, 0));
    assertEquals(List.of(Set.of(), Set.of(0), Set.of(1), Set.of(2)), dependencies.direct());
  }
}
