/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.translation.graph.Stage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What log lines of a task say of it. */
class TaskIdTest {
  @Test
  void logLinesCarryJobStageAndInstance() {
    TaskId id = new TaskId("orders-1", new Stage(3, "Count", List.of(), true), 2, 4);

    assertEquals(
        Map.of("millrace.job", "orders-1", "millrace.stage", "Count", "millrace.instance", "2"),
        id.logContext());
  }
}
