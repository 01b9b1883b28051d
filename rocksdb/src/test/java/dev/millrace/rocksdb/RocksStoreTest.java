/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.cold.ColdStores;
import dev.millrace.execution.cold.contract.ColdStoreContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksStoreTest extends ColdStoreContract {
  @Override
  protected ColdStoreProvider provider() {
    return new RocksStoreProvider();
  }

  @Test
  void isFoundAsAService() {
    ColdStoreProvider found = ServiceLoader.load(ColdStoreProvider.class).findFirst().orElseThrow();
    assertEquals("rocksdb", found.name());
    assertEquals(RocksStoreProvider.class, found.getClass());
  }

  @Test
  void theLeastKeyBehindAPrefixIsFound() {
    assertArrayEquals(new byte[] {1, 3}, RocksStore.successor(new byte[] {1, 2}));
    assertArrayEquals(new byte[] {2}, RocksStore.successor(new byte[] {1, -1, -1}));
    assertArrayEquals(new byte[] {-128}, RocksStore.successor(new byte[] {127}));
    assertNull(RocksStore.successor(new byte[] {-1, -1}));
  }

  @Test
  void aStoreThatCannotBeMadeSaysWhere(@TempDir Path directory) throws IOException {
    Files.createFile(directory.resolve("a-file"));
    try (ColdStores stores = provider().open(directory.resolve("a-file"), 1 << 20)) {
      UncheckedIOException e =
          assertThrows(UncheckedIOException.class, () -> stores.open("stage-1-0"));
      assertTrue(e.getMessage().contains("a-file"), e::getMessage);
    }
  }
}
