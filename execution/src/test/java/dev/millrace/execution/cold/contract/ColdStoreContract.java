/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.cold.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.cold.ColdStore;
import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.cold.ColdStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@link ColdStoreProvider} must do. */
public abstract class ColdStoreContract {
  private static final long MEMORY = 4 << 20;

  @TempDir private Path directory;
  private ColdStores stores;
  private ColdStore store;

  /** The provider under test. */
  protected abstract ColdStoreProvider provider();

  @BeforeEach
  void open() {
    stores = provider().open(directory, MEMORY);
    store = stores.open("stage-1-0");
  }

  @AfterEach
  void close() {
    store.close();
    stores.close();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(byte[] bytes) {
    return bytes == null ? null : new String(bytes, UTF_8);
  }

  private void put(String key, String value) {
    store.put(bytes(key), bytes(value));
  }

  private Map<String, String> all(String prefix) {
    Map<String, String> all = new LinkedHashMap<>();
    store.forEach(bytes(prefix), (key, value) -> all.put(text(key), text(value)));
    List<String> keys = new ArrayList<>();
    store.forEachKey(bytes(prefix), key -> keys.add(text(key)));
    assertEquals(List.copyOf(all.keySet()), keys);
    return all;
  }

  @Test
  void hasNothingAtFirst() {
    assertNull(store.get(bytes("a")));
    assertEquals(Map.of(), all("a"));
    store.delete(bytes("a"));
    assertFalse(store.deletePrefix(bytes("a")));
  }

  @Test
  void hasWhatWasPutLast() {
    put("a", "1");
    put("a", "2");
    put("b", "");
    assertEquals("2", text(store.get(bytes("a"))));
    assertEquals("", text(store.get(bytes("b"))));
    store.delete(bytes("a"));
    assertNull(store.get(bytes("a")));
    put("a", "3");
    assertEquals("3", text(store.get(bytes("a"))));
  }

  @Test
  void takesNothingOfTheCallers() {
    byte[] key = bytes("a");
    byte[] value = bytes("1");
    store.put(key, value);
    Arrays.fill(key, (byte) 0);
    Arrays.fill(value, (byte) 0);
    byte[] got = store.get(bytes("a"));
    assertEquals("1", text(got));
    Arrays.fill(got, (byte) 0);
    assertEquals("1", text(store.get(bytes("a"))));
  }

  @Test
  void showsWhatBeginsWithAPrefixInTheOrderOfUnsignedBytes() {
    byte[][] keys = {
      {1}, {2}, {2, -128}, {2, -1}, {2, -1, -1}, {2, 0}, {2, 0, 0}, {2, 127}, {3}, {-1}, {-1, -1}
    };
    for (byte[] key : keys) {
      store.put(key, key);
    }
    List<byte[]> shown = new ArrayList<>();
    store.forEach(
        new byte[] {2},
        (key, value) -> {
          assertArrayEquals(key, value);
          shown.add(key);
        });
    byte[][] expected = {{2}, {2, 0}, {2, 0, 0}, {2, 127}, {2, -128}, {2, -1}, {2, -1, -1}};
    assertArrayEquals(expected, shown.toArray(byte[][]::new));
    List<byte[]> last = new ArrayList<>();
    store.forEachKey(new byte[] {-1}, last::add);
    assertArrayEquals(new byte[][] {{-1}, {-1, -1}}, last.toArray(byte[][]::new));
  }

  @Test
  void deletesWhatBeginsWithAPrefix() {
    for (int count : new int[] {1, 3, 10_000}) {
      put("aa", "before");
      put("b", "itself");
      put("c", "behind");
      for (int i = 0; i < count; i++) {
        put("b" + i, "inside");
      }
      assertTrue(store.deletePrefix(bytes("b")));
      assertFalse(store.deletePrefix(bytes("b")));
      assertEquals(Map.of(), all("b"));
      assertNull(store.get(bytes("b")));
      assertNull(store.get(bytes("b0")));
      assertEquals(Map.of("aa", "before"), all("a"));
      assertEquals(Map.of("c", "behind"), all("c"));
      put("b1", "again");
      assertEquals(Map.of("b1", "again"), all("b"));
    }
  }

  @Test
  void aPrefixOfTheGreatestBytesIsOneAsAnyOther() {
    store.put(new byte[] {-1, -2}, bytes("before"));
    for (int i = 0; i < 1_000; i++) {
      store.put(new byte[] {-1, -1, (byte) (i >> 8), (byte) i}, bytes("inside"));
    }
    store.deletePrefix(new byte[] {-1, -1});
    List<String> rest = new ArrayList<>();
    store.forEach(new byte[] {-1}, (key, value) -> rest.add(text(value)));
    assertEquals(List.of("before"), rest);
  }

  @Test
  void whatIsChangedMeanwhileDoesNotShow() {
    for (int i = 10; i < 60; i++) {
      put("a" + i, "old");
    }
    List<String> shown = new ArrayList<>();
    store.forEach(
        bytes("a"),
        (key, value) -> {
          shown.add(text(key) + text(value));
          put(text(key) + "x", "new");
          put("a99", "new");
          store.delete(bytes("a20"));
          store.deletePrefix(bytes("a3"));
        });
    assertEquals(50, shown.size());
    assertEquals("a59old", shown.get(49));
    assertEquals("new", text(store.get(bytes("a10x"))));
    assertNull(store.get(bytes("a20")));
  }

  @Test
  void storesOfOneJobHaveNothingInCommon() {
    try (ColdStore other = stores.open("stage-1-1")) {
      put("a", "1");
      assertNull(other.get(bytes("a")));
      other.put(bytes("b"), bytes("2"));
      assertNull(store.get(bytes("b")));
    }
    assertEquals("1", text(store.get(bytes("a"))));
  }

  @Test
  void holdsFarMoreThanItsMemory() {
    byte[] value = new byte[10_000];
    Random random = new Random(1);
    int count = 3_000;
    for (int i = 0; i < count; i++) {
      random.nextBytes(value);
      value[0] = (byte) i;
      store.put(bytes("key" + i), value);
    }
    for (int i = 0; i < count; i += 7) {
      byte[] got = store.get(bytes("key" + i));
      assertEquals(value.length, got.length);
      assertEquals((byte) i, got[0]);
      assertNull(store.get(bytes("no" + i)));
    }
  }

  @Test
  void aValueMayBeLarge() {
    byte[] value = new byte[20 << 20];
    new Random(1).nextBytes(value);
    store.put(bytes("a"), value);
    assertArrayEquals(value, store.get(bytes("a")));
  }

  @Test
  void nothingIsLeftOnceItIsClosed() throws IOException {
    for (int i = 0; i < 1_000; i++) {
      put("a" + i, "x".repeat(1_000));
    }
    store.close();
    store.close();
    stores.close();
    try (Stream<Path> left = Files.walk(directory)) {
      assertEquals(List.of(), left.filter(Files::isRegularFile).toList());
    }
  }

  @Test
  void whateverIsDoneItHasWhatAMapHas() {
    for (int seed = 0; seed < 5; seed++) {
      Random random = new Random(seed);
      try (ColdStore each = stores.open("random-" + seed)) {
        checkRandom(random, each);
      }
    }
  }

  private static void checkRandom(Random random, ColdStore each) {
    NavigableMap<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
    for (int i = 0; i < 4_000; i++) {
      byte[] key = key(random, 4);
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          byte[] value = bytes("value " + i);
          each.put(key, value);
          expected.put(key, value);
        }
        case 3 -> {
          each.delete(key);
          expected.remove(key);
        }
        case 4 -> {
          if (random.nextInt(10) == 0) {
            byte[] prefix = key(random, 2);
            assertEquals(
                expected.keySet().removeIf(present -> beginsWith(present, prefix)),
                each.deletePrefix(prefix));
          }
        }
        case 5 -> {
          byte[] prefix = key(random, 2);
          List<String> shown = new ArrayList<>();
          each.forEach(prefix, (k, v) -> shown.add(Arrays.toString(k) + text(v)));
          List<String> wanted = new ArrayList<>();
          expected.forEach(
              (k, v) -> {
                if (beginsWith(k, prefix)) {
                  wanted.add(Arrays.toString(k) + text(v));
                }
              });
          assertEquals(wanted, shown);
        }
        default -> assertArrayEquals(expected.get(key), each.get(key));
      }
    }
  }

  private static byte[] key(Random random, int longest) {
    byte[] key = new byte[1 + random.nextInt(longest)];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (random.nextInt(4) - 2);
    }
    return key;
  }

  private static boolean beginsWith(byte[] key, byte[] prefix) {
    return key.length >= prefix.length
        && Arrays.equals(key, 0, prefix.length, prefix, 0, prefix.length);
  }
}
