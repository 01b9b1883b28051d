/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.nio.file.Path;

/** What tables may need in tests that are not about spilling, and in those that are. */
public final class Budgets {
  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private Budgets() {}

  /** More memory than any test needs. */
  public static Spilling ample() {
    return new Spilling(new MemoryBudget(Long.MAX_VALUE), TEMPORARY, new StopSignal());
  }

  /** This much memory, and files in {@code directory}. */
  public static Spilling of(long bytes, Path directory) {
    return new Spilling(new MemoryBudget(bytes), directory, new StopSignal());
  }
}
