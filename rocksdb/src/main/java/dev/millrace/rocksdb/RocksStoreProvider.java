/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import com.google.auto.service.AutoService;
import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.cold.ColdStores;
import java.nio.file.Path;
import org.rocksdb.RocksDB;

/** Stores in RocksDB, one database each. */
@AutoService(ColdStoreProvider.class)
public final class RocksStoreProvider implements ColdStoreProvider {

  /** Called by {@link java.util.ServiceLoader}. */
  public RocksStoreProvider() {}

  @Override
  public String name() {
    return "rocksdb";
  }

  @Override
  public ColdStores open(Path directory, long memoryBytes) {
    try {
      RocksDB.loadLibrary();
    } catch (RuntimeException | LinkageError e) {
      throw new IllegalStateException(
          "RocksDB has no library for "
              + System.getProperty("os.name")
              + " on "
              + System.getProperty("os.arch")
              + ", or it cannot be unpacked into "
              + System.getProperty("java.io.tmpdir")
              + ". A pipeline whose state fits in the heap runs with --stateBackend=heap.",
          e);
    }
    return new RocksStores(directory, memoryBytes);
  }
}
