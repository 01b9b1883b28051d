/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.A;
import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.KeyedState;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.List;
import java.util.Map.Entry;
import java.util.Set;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** The contract of {@link Cell} and its kinds. */
public abstract class CellContract {

  /** The state of a transform, the same for a whole test, and empty at its beginning. */
  protected abstract KeyedState state();

  private Cell.Value<String> value() {
    return state().values("value", StringUtf8Coder.of()).cell(A, FIRST);
  }

  private Cell.Bag<String> bag() {
    return state().bags("bag", StringUtf8Coder.of()).cell(A, FIRST);
  }

  private Cell.Map<String, Integer> map() {
    return state().maps("map", StringUtf8Coder.of(), VarIntCoder.of()).cell(A, FIRST);
  }

  private Cell.Multimap<String, Integer> multimap() {
    return state().multimaps("multimap", StringUtf8Coder.of(), VarIntCoder.of()).cell(A, FIRST);
  }

  private Cell.OrderedList<String> orderedList() {
    return state().orderedLists("list", StringUtf8Coder.of()).cell(A, FIRST);
  }

  private static TimestampedValue<String> at(long millis, String value) {
    return TimestampedValue.of(value, new Instant(millis));
  }

  private static <K, V> Entry<K, V> entry(K key, V value) {
    return new SimpleImmutableEntry<>(key, value);
  }

  private static List<String> range(Cell.OrderedList<String> cell, long from, long to) {
    return list(cell.range(new Instant(from), new Instant(to))).stream()
        .map(TimestampedValue::getValue)
        .toList();
  }

  private static void assertClears(Cell cell) {
    assertFalse(cell.isEmpty());
    cell.clear();
    assertTrue(cell.isEmpty());
    cell.clear();
    assertTrue(cell.isEmpty());
  }

  @Test
  void aValueIsNullUntilItIsWritten() {
    Cell.Value<String> cell = value();
    assertTrue(cell.isEmpty());
    assertNull(cell.read());
  }

  @Test
  void aValueIsWhatWasWrittenLast() {
    Cell.Value<String> cell = value();
    cell.write("x");
    cell.write("y");
    assertEquals("y", cell.read());
    assertClears(cell);
    assertNull(cell.read());
  }

  @Test
  void writingNullClearsAValue() {
    Cell.Value<String> cell = value();
    cell.write(null);
    assertTrue(cell.isEmpty());
    cell.write("x");
    cell.write(null);
    assertTrue(cell.isEmpty());
    assertNull(cell.read());
  }

  @Test
  void aBagHasItsValuesInTheOrderOfTheirAdditionHoweverOftenTheyAreRead() {
    Cell.Bag<String> cell = bag();
    assertTrue(cell.isEmpty());
    assertEquals(List.of(), list(cell.read()));
    for (String value : List.of("b", "a", "b")) {
      cell.add(value);
    }
    Iterable<String> read = cell.read();
    assertEquals(List.of("b", "a", "b"), list(read));
    assertEquals(List.of("b", "a", "b"), list(read));
    assertClears(cell);
  }

  @Test
  void whatABagAnsweredDoesNotChange() {
    Cell.Bag<String> cell = bag();
    Iterable<String> none = cell.read();
    cell.add("a");
    Iterable<String> one = cell.read();
    cell.add("b");
    Iterable<String> two = cell.read();
    cell.add("c");
    cell.clear();
    cell.add("d");
    assertEquals(List.of(), list(none));
    assertEquals(List.of("a"), list(one));
    assertEquals(List.of("a", "b"), list(two));
    assertEquals(List.of("d"), list(cell.read()));
  }

  @Test
  void aMapHasTheLatestValueOfEachKey() {
    Cell.Map<String, Integer> cell = map();
    assertTrue(cell.isEmpty());
    assertNull(cell.get("a"));
    cell.put("a", 1);
    cell.put("b", 2);
    cell.put("a", 3);
    assertEquals(3, cell.get("a"));
    assertEquals(Set.of(entry("a", 3), entry("b", 2)), Set.copyOf(list(cell.entries())));
    cell.remove("a");
    cell.remove("never there");
    assertNull(cell.get("a"));
    assertEquals(2, cell.get("b"));
    assertClears(cell);
    assertEquals(List.of(), list(cell.entries()));
  }

  @Test
  void whatAMapAnsweredDoesNotChange() {
    Cell.Map<String, Integer> cell = map();
    cell.put("a", 1);
    Iterable<Entry<String, Integer>> entries = cell.entries();
    cell.put("a", 2);
    cell.put("b", 3);
    assertEquals(List.of(entry("a", 1)), list(entries));
    cell.remove("a");
    cell.remove("b");
    assertTrue(cell.isEmpty());
    assertEquals(List.of(entry("a", 1)), list(entries));
  }

  @Test
  void aMultimapHasAllValuesOfEachKeyInTheOrderOfTheirAddition() {
    Cell.Multimap<String, Integer> cell = multimap();
    assertTrue(cell.isEmpty());
    assertEquals(List.of(), list(cell.get("a")));
    cell.put("a", 2);
    cell.put("b", 5);
    cell.put("a", 1);
    cell.put("a", 2);
    assertEquals(List.of(2, 1, 2), list(cell.get("a")));
    assertTrue(cell.containsKey("b"));
    assertEquals(Set.of("a", "b"), Set.copyOf(list(cell.keys())));
    assertEquals(2, list(cell.keys()).size());
    assertEquals(
        List.of(entry("a", 2), entry("a", 1), entry("a", 2)),
        list(cell.entries()).stream().filter(pair -> pair.getKey().equals("a")).toList());
    assertEquals(4, list(cell.entries()).size());
    cell.remove("a");
    assertFalse(cell.containsKey("a"));
    assertEquals(List.of("b"), list(cell.keys()));
    assertClears(cell);
    cell.put("c", 1);
    cell.remove("c");
    assertTrue(cell.isEmpty());
  }

  @Test
  void whatAMultimapAnsweredDoesNotChange() {
    Cell.Multimap<String, Integer> cell = multimap();
    cell.put("a", 1);
    Iterable<Integer> ofA = cell.get("a");
    Iterable<String> keys = cell.keys();
    Iterable<Entry<String, Integer>> entries = cell.entries();
    cell.put("a", 2);
    cell.put("b", 3);
    cell.remove("a");
    assertEquals(List.of(1), list(ofA));
    assertEquals(List.of("a"), list(keys));
    assertEquals(List.of(entry("a", 1)), list(entries));
  }

  @Test
  void mapKeysAreEqualIfTheirEncodedFormsAre() {
    Cell.Map<byte[], Integer> map =
        state().maps("bytes", ByteArrayCoder.of(), VarIntCoder.of()).cell(A, FIRST);
    map.put(new byte[] {1, 2}, 1);
    map.put(new byte[] {1, 2}, 2);
    assertEquals(2, map.get(new byte[] {1, 2}));
    map.remove(new byte[] {1, 2});
    assertTrue(map.isEmpty());

    Cell.Multimap<byte[], Integer> multimap =
        state().multimaps("bytes too", ByteArrayCoder.of(), VarIntCoder.of()).cell(A, FIRST);
    multimap.put(new byte[] {1, 2}, 1);
    multimap.put(new byte[] {1, 2}, 2);
    assertEquals(List.of(1, 2), list(multimap.get(new byte[] {1, 2})));
    assertTrue(multimap.containsKey(new byte[] {1, 2}));
    assertEquals(1, list(multimap.keys()).size());
  }

  @Test
  void anOrderedListIsOrderedByTimestampAndThenByAddition() {
    Cell.OrderedList<String> cell = orderedList();
    assertTrue(cell.isEmpty());
    for (TimestampedValue<String> each : List.of(at(20, "x"), at(10, "b"), at(10, "a"))) {
      cell.add(each);
    }
    assertEquals(List.of("b", "a", "x"), range(cell, 0, 100));
  }

  @Test
  void rangesOfAnOrderedListHaveTheirBeginningAndNotTheirEnd() {
    Cell.OrderedList<String> cell = orderedList();
    List.of(at(10, "a"), at(20, "b"), at(30, "c")).forEach(cell::add);
    assertEquals(List.of("a", "b"), range(cell, 10, 30));
    assertEquals(List.of("b"), range(cell, 11, 21));
    assertEquals(List.of(), range(cell, 11, 20));
    cell.clearRange(new Instant(10), new Instant(20));
    assertEquals(List.of("b", "c"), range(cell, 0, 100));
    assertClears(cell);
    cell.add(at(10, "a"));
    cell.clearRange(new Instant(0), new Instant(100));
    assertTrue(cell.isEmpty());
  }

  @Test
  void whatAnOrderedListAnsweredDoesNotChange() {
    Cell.OrderedList<String> cell = orderedList();
    cell.add(at(20, "late"));
    Iterable<TimestampedValue<String>> before = cell.range(new Instant(0), new Instant(100));
    cell.add(at(10, "early"));
    cell.clearRange(new Instant(20), new Instant(21));
    assertEquals(List.of(at(20, "late")), list(before));
  }
}
