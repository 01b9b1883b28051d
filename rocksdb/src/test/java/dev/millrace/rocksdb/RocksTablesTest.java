/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.embedded.storage.ColdTablesContract;

class RocksTablesTest extends ColdTablesContract {
  @Override
  protected ColdStoreProvider provider() {
    return new RocksStoreProvider();
  }
}
