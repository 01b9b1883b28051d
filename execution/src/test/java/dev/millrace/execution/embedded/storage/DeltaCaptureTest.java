/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.embedded.grouping.spill.Budgets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checkpoints of what has changed make up, one behind the other, what there is. */
class DeltaCaptureTest {

  @ParameterizedTest
  @MethodSource("dev.millrace.execution.embedded.storage.TableKinds#kinds")
  void whateverHappensWhileTablesAreCapturedTheyAreAsAtTheBarrier(
      TableKinds.Kind kind, @TempDir Path directory) {
    for (long budget : new long[] {0, 2_000, Long.MAX_VALUE}) {
      for (long seed = 0; seed < 3; seed++) {
        CheckedTables checked = new CheckedTables(kind, Budgets.of(budget, directory), seed);
        for (int round = 0; round < 30; round++) {
          int steps = checked.random.nextInt(150);
          for (int i = 0; i < steps; i++) {
            checked.step();
          }
          switch (checked.random.nextInt(6)) {
            case 0 -> {
              checked.restore();
              checked.check();
            }
            case 1, 2 -> {
              checked.fallBack();
              checked.check();
            }
            default -> checked.barrier();
          }
        }
        checked.restore();
        checked.check();
        checked.state.close();
      }
    }
  }
}
