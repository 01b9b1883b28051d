/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.differential.run.Campaign;
import dev.millrace.differential.run.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Random pipelines come to the same on Millrace and on the direct runner.
 *
 * <p>{@code -Ddifferential.pipelines} and {@code -Ddifferential.seed} make it a longer run.
 */
class RandomPipelinesTest {
  private static final int PIPELINES = 320;
  private static final int SEED = 1;

  @Test
  void bothSidesPutOutTheSame() {
    Campaign.Result result =
        Campaign.run(
            Properties.number("differential.seed", SEED),
            Properties.number("differential.pipelines", PIPELINES),
            System.out::println);
    System.out.println("differential: " + result.closingLine());
    assertEquals(List.of(), result.disagreements().stream().map(Comparison::told).toList());
  }
}
