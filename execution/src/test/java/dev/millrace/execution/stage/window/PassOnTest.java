/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.junit.jupiter.api.Test;

/** Flatten and redistribute: elements come out as they went in. */
class PassOnTest {
  private static final PaneInfo EARLY = PaneInfo.createPane(false, false, Timing.EARLY, 3, -1);

  @Test
  void aFlattenPassesOnTheElementsOfAllItsInputs() throws Exception {
    OperatorHarness.of(new OperatorSpec.Flatten("Tested", List.of(0, 5), OperatorHarness.OUTPUT))
        .elementOf(0, at(1, "a"))
        .elementOf(5, in(window(0, 10), 2, "b", EARLY))
        .watermark(5)
        .elementOf(0, in(List.of(window(0, 10), window(5, 15)), 6, "c"))
        .expect(
            at(1, "a"),
            in(window(0, 10), 2, "b", EARLY),
            in(List.of(window(0, 10), window(5, 15)), 6, "c"))
        .expectWatermark(5)
        .inAnyOrder()
        .run();
  }

  @Test
  void aFlattenMayHaveTheSameInputTwice() throws Exception {
    OperatorHarness.of(new OperatorSpec.Flatten("Tested", List.of(0, 0), OperatorHarness.OUTPUT))
        .elements(at(1, "a"))
        .expect(at(1, "a"), at(1, "a"))
        .run();
  }

  @Test
  void aFlattenOfNothingEndsAtOnce() throws Exception {
    OperatorHarness.of(new OperatorSpec.Flatten("Tested", List.of(), OperatorHarness.OUTPUT))
        .expectAtEnd()
        .run();
  }

  @Test
  void aRedistributePassesElementsOnUnchanged() throws Exception {
    OperatorHarness.of(
            new OperatorSpec.Redistribute(
                "Tested", new Exchange.Rebalance(), OperatorHarness.INPUT, OperatorHarness.OUTPUT))
        .parallelism(3)
        .elements(at(1, "a"), in(window(0, 10), 2, "b", EARLY), at(3, "c"))
        .expect(at(1, "a"), in(window(0, 10), 2, "b", EARLY), at(3, "c"))
        .watermark(7)
        .expectWatermark(7)
        .run();
  }
}
