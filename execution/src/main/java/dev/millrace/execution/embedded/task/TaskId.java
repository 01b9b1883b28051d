/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.translation.graph.Stage;
import java.util.Map;

/**
 * Which instance of which stage a task is.
 *
 * @param job the name of the job
 * @param stage the stage
 * @param instance the instance, from 0
 * @param parallelism how many instances the stage has
 */
public record TaskId(String job, Stage stage, int instance, int parallelism) {

  /** The name of its thread. */
  public String threadName() {
    return "millrace-" + job + "-" + stage.name() + "-" + instance;
  }

  /** The full name of the first transform of the stage. */
  String head() {
    return stage.operators().isEmpty() ? stage.name() : stage.operators().get(0).transform();
  }

  /** What log lines of its thread have in their context. */
  Map<String, String> logContext() {
    return Map.of(
        "millrace.job", job, "millrace.stage", stage.name(), "millrace.instance", "" + instance);
  }

  @Override
  public String toString() {
    return stage.name() + "[" + instance + "]";
  }
}
