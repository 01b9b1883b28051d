/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.cold;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Stores in memory, for tests of what uses stores. */
public final class SortedMapStores implements ColdStoreProvider {
  @Override
  public String name() {
    return "sorted-map";
  }

  @Override
  public ColdStores open(Path directory, long memoryBytes) {
    return new ColdStores() {
      @Override
      public ColdStore open(String name) {
        return new SortedMapStore();
      }

      @Override
      public void close() {}
    };
  }

  private static final class SortedMapStore implements ColdStore {
    private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    @Override
    public void put(byte[] key, byte[] value) {
      entries.put(key.clone(), value.clone());
    }

    @Override
    public void delete(byte[] key) {
      entries.remove(key);
    }

    @Override
    public boolean deletePrefix(byte[] prefix) {
      List<Map.Entry<byte[], byte[]>> deleted = beginningWith(prefix);
      deleted.forEach(entry -> entries.remove(entry.getKey()));
      return !deleted.isEmpty();
    }

    @Override
    public byte[] get(byte[] key) {
      byte[] value = entries.get(key);
      return value == null ? null : value.clone();
    }

    @Override
    public void forEach(byte[] prefix, Visitor visitor) {
      for (Map.Entry<byte[], byte[]> entry : beginningWith(prefix)) {
        visitor.entry(entry.getKey().clone(), entry.getValue().clone());
      }
    }

    @Override
    public void forEachKey(byte[] prefix, Consumer<byte[]> visitor) {
      forEach(prefix, (key, value) -> visitor.accept(key));
    }

    private List<Map.Entry<byte[], byte[]>> beginningWith(byte[] prefix) {
      return entries.tailMap(prefix, true).entrySet().stream()
          .takeWhile(
              entry ->
                  entry.getKey().length >= prefix.length
                      && Arrays.equals(entry.getKey(), 0, prefix.length, prefix, 0, prefix.length))
          .map(entry -> Map.entry(entry.getKey(), entry.getValue()))
          .toList();
    }

    @Override
    public void close() {
      entries.clear();
    }
  }
}
