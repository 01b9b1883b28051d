/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import static dev.millrace.execution.harness.Elements.MIN;
import static dev.millrace.execution.harness.Elements.at;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImpulseTest {

  @Test
  void thereIsOneEmptyElementAtTheBeginningOfTime() throws Exception {
    OperatorHarness.of(new OperatorSpec.Impulse("Tested", OperatorHarness.OUTPUT))
        .expectAtEnd(at(MIN, List.of()))
        .run();
  }
}
