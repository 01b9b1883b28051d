/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.cold.ColdStores;
import java.nio.file.Path;

/**
 * Where all instances of a job put rows that have not been used lately.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class ColdTiers implements AutoCloseable {
  private final StoreDirectory directory;
  private final ColdStores stores;
  private final RowBudget budget;

  private ColdTiers(StoreDirectory directory, ColdStores stores, RowBudget budget) {
    this.directory = directory;
    this.stores = stores;
    this.budget = budget;
  }

  /**
   * Gets ready.
   *
   * @param parent where stores have their files, in a directory of their own
   * @param heapBytes about how much of the heap rows may take, all together
   * @param storeBytes about how much memory stores may take outside of the heap, all together
   */
  public static ColdTiers open(
      ColdStoreProvider provider, Path parent, long heapBytes, long storeBytes) {
    StoreDirectory directory = StoreDirectory.create(parent);
    try {
      ColdStores stores = provider.open(directory.path(), storeBytes);
      return new ColdTiers(directory, stores, new RowBudget(heapBytes));
    } catch (Throwable t) {
      directory.close();
      throw t;
    }
  }

  /**
   * The tier of an instance.
   *
   * @param stage the number of its stage
   * @param instance its own number
   */
  public ColdTier tier(int stage, int instance) {
    return new ColdTier(stores, "stage-" + stage + "-" + instance, budget);
  }

  /** Lets go of everything. All tiers have been closed. */
  @Override
  public void close() {
    try {
      stores.close();
    } finally {
      directory.close();
    }
  }
}
