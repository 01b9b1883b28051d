/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.cold.SortedMapStores;

class ColdTablesTest extends ColdTablesContract {
  @Override
  protected ColdStoreProvider provider() {
    return new SortedMapStores();
  }
}
