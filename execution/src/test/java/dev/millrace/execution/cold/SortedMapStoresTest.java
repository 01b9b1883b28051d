/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.cold;

import dev.millrace.execution.cold.contract.ColdStoreContract;

class SortedMapStoresTest extends ColdStoreContract {
  @Override
  protected ColdStoreProvider provider() {
    return new SortedMapStores();
  }
}
