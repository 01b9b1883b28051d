/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.cold.ColdStoreProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables whose rows leave the heap are as tables whose rows stay, with any kind of store. */
public abstract class ColdTablesContract {
  private static final int ROUNDS = 15;
  private static final int MOST_STEPS = 300;
  private static final long STORE_BYTES = 8 << 20;

  /** What makes the stores. */
  protected abstract ColdStoreProvider provider();

  @ParameterizedTest
  @CsvSource({"0, true", "0, false", "1500, true", "1500, false", "20000, true", "20000, false"})
  void whateverIsDoneAndWheneverItIsRestoredTheyAreAsTablesOnTheHeap(
      long heapBytes, boolean tracked, @TempDir Path directory) {
    for (long seed = 0; seed < Integer.getInteger("cold.seeds", 3); seed++) {
      run(heapBytes, tracked, seed, directory);
    }
  }

  private void run(long heapBytes, boolean tracked, long seed, Path directory) {
    Random random = new Random(seed);
    List<ColdTier> made = new ArrayList<>();
    try (ColdTiers tiers = ColdTiers.open(provider(), directory, heapBytes, STORE_BYTES)) {
      try (PairedTables tables =
          new PairedTables(
              tracked,
              () -> {
                ColdTier tier = tiers.tier(1, made.size());
                made.add(tier);
                return tier;
              },
              seed)) {
        for (int round = 0; round < ROUNDS; round++) {
          int steps = random.nextInt(MOST_STEPS);
          for (int i = 0; i < steps; i++) {
            tables.step();
          }
          switch (random.nextInt(6)) {
            case 0 -> tables.check();
            case 1 -> {
              if (tracked) {
                tables.fallBack();
              }
            }
            case 2 -> {
              if (tracked) {
                tables.barrier();
                tables.fallBack();
                tables.check();
              }
            }
            default -> tables.barrier();
          }
        }
        tables.check();
        int rows = tables.rowsOnHeap();
        assertTrue(heapBytes > 0 || rows < 3, () -> rows + " rows are on the heap");
      }
    }
  }
}
