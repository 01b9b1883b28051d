/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.spill.MemoryBudget;
import dev.millrace.execution.embedded.grouping.spill.Spilling;

/** What the instances of a job in one process may take of memory, together. */
final class Memory {
  private static final JobSettings.Memory USUAL = JobSettings.Memory.ofHeap();
  private static final MemoryBudget BUDGET = new MemoryBudget(USUAL.groupingBytes());

  private Memory() {}

  /** What an instance needs to move values out of memory. */
  static Spilling spilling(StopSignal stop) {
    return new Spilling(BUDGET, USUAL.spillDirectory(), stop);
  }
}
