/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateImageTest {
  private static final StateId COUNT = new StateId("Count", "sum");
  private static final StateId JOIN = new StateId("Join", "left");

  private StateImage image = new StateImage();

  @Test
  void entriesComeByGroupAndThenByKeyAsUnsignedBytes() {
    put(COUNT, 2, "a", "1");
    put(COUNT, 1, "\u00ff", "2");
    put(COUNT, 1, "b", "3");
    put(COUNT, 1, "", "4");
    put(COUNT, 1, "ba", "5");
    assertEquals(List.of("1//4", "1/b/3", "1/ba/5", "1/\u00ff/2", "2/a/1"), entries(COUNT, 0, 3));
  }

  @Test
  void groupsAreFromTheFirstOnAndBelowTheLast() {
    put(COUNT, 0, "a", "0");
    put(COUNT, 1, "a", "1");
    put(COUNT, 2, "a", "2");
    put(COUNT, StateId.UNGROUPED, "a", "u");
    assertEquals(List.of("1/a/1"), entries(COUNT, 1, 2));
    assertEquals(List.of("0/a/0", "1/a/1", "2/a/2"), entries(COUNT, 0, 128));
    List<String> ungrouped = new ArrayList<>();
    image.forEachUngrouped(COUNT, (g, k, v) -> ungrouped.add(show(g, k, v)));
    assertEquals(List.of("-1/a/u"), ungrouped);
  }

  @Test
  void statesAreApart() {
    put(COUNT, 0, "a", "1");
    put(JOIN, 0, "a", "2");
    assertEquals(Set.of(COUNT, JOIN), image.states());
    assertEquals(List.of("0/a/2"), entries(JOIN, 0, 1));
    assertEquals(List.of(), entries(new StateId("Count", "other"), 0, 1));
  }

  @Test
  void aValueIsReplacedAppendedToAndDeleted() {
    put(COUNT, 0, "a", "1");
    put(COUNT, 0, "a", "2");
    append("a", "3");
    append("new", "4");
    append("new", "5");
    put(COUNT, 0, "gone", "6");
    image.delete(COUNT, 0, bytes("gone"));
    image.delete(COUNT, 0, bytes("never"));
    assertEquals(List.of("0/a/23", "0/new/45"), entries(COUNT, 0, 1));
  }

  @Test
  void aDeletedPrefixTakesTheKeysBeforeItAndNoneAfter() {
    put(COUNT, 0, "w1a", "1");
    put(COUNT, 0, "w1", "2");
    put(COUNT, 0, "w2a", "3");
    image.deletePrefix(COUNT, 0, bytes("w1"));
    put(COUNT, 0, "w1b", "4");
    append("w1a", "5");
    assertEquals(List.of("0/w1a/5", "0/w1b/4", "0/w2a/3"), entries(COUNT, 0, 1));
  }

  @Test
  void operationsAfterReadingCount() {
    put(COUNT, 0, "a", "1");
    append("a", "2");
    assertEquals(List.of("0/a/12"), entries(COUNT, 0, 1));
    append("a", "3");
    put(COUNT, 0, "b", "4");
    assertEquals(List.of("0/a/123", "0/b/4"), entries(COUNT, 0, 1));
    image.deletePrefix(COUNT, 0, bytes(""));
    assertEquals(List.of(), entries(COUNT, 0, 1));
  }

  @Test
  void anEntryIsFoundByItsKey() {
    put(COUNT, 0, "a", "1");
    append("a", "2");
    put(COUNT, 0, "c", "3");
    assertArrayEquals(bytes("12"), image.get(COUNT, 0, bytes("a")));
    assertArrayEquals(bytes("3"), image.get(COUNT, 0, bytes("c")));
    assertNull(image.get(COUNT, 0, bytes("b")));
    assertNull(image.get(COUNT, 0, bytes("d")));
    assertNull(image.get(COUNT, 1, bytes("a")));
    assertNull(image.get(JOIN, 0, bytes("a")));
  }

  @Test
  void arraysAreTheCallersAgain() {
    byte[] key = bytes("a");
    byte[] value = bytes("1");
    image.put(COUNT, 0, key, value);
    key[0] = 'x';
    value[0] = 'x';
    assertEquals(List.of("0/a/1"), entries(COUNT, 0, 1));
  }

  @Test
  void aGroupThatIsNoneIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> put(COUNT, -2, "a", "1"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomOperationsLeaveWhatASortedMapWouldHold(long seed) {
    Random random = new Random(seed);
    TreeMap<String, String> model = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      String key = randomKey(random);
      String value = random.nextInt(500) == 0 ? "v".repeat(2_000_000) : String.valueOf(i);
      operate(random.nextInt(20), key, value, model);
      if (random.nextInt(1000) == 0) {
        assertEquals(show(model), entries(COUNT, 0, 1));
        assertArrayEquals(
            model.containsKey(key) ? bytes(model.get(key)) : null, image.get(COUNT, 0, bytes(key)));
      }
      if (random.nextInt(200) == 0) {
        model.clear();
        image.deletePrefix(COUNT, 0, bytes(""));
      }
    }
    image.settle();
    assertEquals(show(model), entries(COUNT, 0, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void deltasOneBehindTheOtherLeaveWhatASortedMapWouldHold(long seed) {
    Random random = new Random(seed);
    TreeMap<String, String> model = new TreeMap<>();
    StateImage whole = new StateImage();
    for (int i = 0; i < 20_000; i++) {
      operate(random.nextInt(20), randomKey(random), String.valueOf(i), model);
      if (random.nextInt(50) == 0) {
        // A delta that is asked for entries in between, and one of two deltas.
        entries(COUNT, 0, 1);
      }
      if (random.nextInt(100) == 0) {
        StateImage copy = new StateImage();
        image.writeDelta(copy);
        image = copy;
      }
      if (random.nextInt(200) == 0) {
        image.writeDelta(whole);
        image = new StateImage();
      }
    }
    image.writeDelta(whole);
    image = whole;
    assertEquals(show(model), entries(COUNT, 0, 1));
  }

  @Test
  void aDeltaSaysWhatIsToBeDoneToWhatWasThereBefore() {
    put(COUNT, 0, "w1a", "1");
    image.delete(COUNT, 0, bytes("w1b"));
    image.deletePrefix(COUNT, 0, bytes("w1"));
    append("w1a", "2");
    append("w1a", "3");
    image.deletePrefix(COUNT, 0, bytes("w1b"));
    append("w2", "4");
    image.delete(COUNT, 0, bytes("w3"));
    image.delete(COUNT, 0, bytes("w4"));
    append("w4", "5");
    append("w4", "6");
    put(COUNT, 0, "w5", "7");
    append("w5", "8");
    put(COUNT, StateId.UNGROUPED, "whole", "9");

    List<String> delta = new ArrayList<>();
    image.writeDelta(new Shown(delta));

    assertEquals(
        List.of(
            "delete w1*", "append w1a 23", "append w2 4", "delete w3", "put w4 56", "put w5 78"),
        delta);
    assertEquals(List.of("0/w1a/23", "0/w2/4", "0/w4/56", "0/w5/78"), entries(COUNT, 0, 1));
    assertNull(image.get(COUNT, 0, bytes("w3")));
    assertNull(image.get(COUNT, 0, bytes("w1")));
  }

  private record Shown(List<String> operations) implements StateSink {
    @Override
    public void put(StateId id, int group, byte[] key, byte[] value) {
      operations.add("put " + text(key) + " " + text(value));
    }

    @Override
    public void append(StateId id, int group, byte[] key, byte[] value) {
      operations.add("append " + text(key) + " " + text(value));
    }

    @Override
    public void delete(StateId id, int group, byte[] key) {
      operations.add("delete " + text(key));
    }

    @Override
    public void deletePrefix(StateId id, int group, byte[] prefix) {
      operations.add("delete " + text(prefix) + "*");
    }

    private static String text(byte[] bytes) {
      return new String(bytes, ISO_8859_1);
    }
  }

  private void operate(int kind, String key, String value, TreeMap<String, String> model) {
    if (kind < 9) {
      put(COUNT, 0, key, value);
      model.put(key, value);
    } else if (kind < 15) {
      append(key, value);
      model.merge(key, value, String::concat);
    } else if (kind < 18) {
      image.delete(COUNT, 0, bytes(key));
      model.remove(key);
    } else {
      image.deletePrefix(COUNT, 0, bytes(key));
      model.keySet().removeIf(each -> each.startsWith(key));
    }
  }

  private static String randomKey(Random random) {
    StringBuilder key = new StringBuilder();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      key.append("abcd\u0000\u00ff".charAt(random.nextInt(6)));
    }
    return key.toString();
  }

  private static List<String> show(TreeMap<String, String> model) {
    List<String> shown = new ArrayList<>();
    model.forEach((key, value) -> shown.add("0/" + key + "/" + value));
    return shown;
  }

  private void put(StateId id, int group, String key, String value) {
    image.put(id, group, bytes(key), bytes(value));
  }

  private void append(String key, String value) {
    image.append(COUNT, 0, bytes(key), bytes(value));
  }

  private List<String> entries(StateId id, int from, int to) {
    List<String> entries = new ArrayList<>();
    image.forEach(id, from, to, (g, k, v) -> entries.add(show(g, k, v)));
    return entries;
  }

  private static String show(int group, byte[] key, byte[] value) {
    return group + "/" + new String(key, ISO_8859_1) + "/" + new String(value, ISO_8859_1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
