/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DoubleCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupTableTest {
  private static final int KEYS = 20_000;

  private final GroupTable<Integer> table = new GroupTable<>(new StopSignal());
  private final Map<Object, List<Integer>> expected = new LinkedHashMap<>();

  private void fill() {
    Keyer keyer = new Keyer(VarIntCoder.of(), "test");
    Random random = new Random(3);
    for (int i = 0; i < 3 * KEYS; i++) {
      Key key = keyer.key(random.nextInt(KEYS));
      boolean isNew = !expected.containsKey(key.value());
      expected.computeIfAbsent(key.value(), absent -> new ArrayList<>()).add(i);
      assertEquals(isNew, table.add(key, i));
    }
    assertEquals(expected.size(), table.size());
  }

  @Test
  void entriesComeOutInTheOrderOfTheirAddition() {
    fill();
    Map<Object, List<Integer>> actual = new LinkedHashMap<>();

    table.drain((key, values) -> actual.put(key.value(), values));

    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(actual.entrySet()));
  }

  @Test
  void slotsAreInTheOrderOfHashes() {
    fill();
    int before = Integer.MIN_VALUE;
    for (long slot : table.slotsByHash()) {
      int hash = GroupTable.hash(slot);
      int entry = GroupTable.entry(slot);
      assertEquals(table.key(entry).hashCode(), hash);
      assertEquals(expected.remove(table.key(entry).value()), table.values(entry));
      assertTrue(before <= hash, before + " before " + hash);
      before = hash;
    }
    assertEquals(Map.of(), expected);
  }

  @ParameterizedTest
  @EnumSource
  void whateverKeysAndValuesAreTheyComeOutAsTheyWentIn(Kinds kinds) {
    Random random = new Random(kinds.ordinal());
    for (int round = 0; round < 50; round++) {
      GroupTable<Object> any = new GroupTable<>(new StopSignal());
      Map<Object, List<Object>> groups = new LinkedHashMap<>();
      int keys = 1 + random.nextInt(random.nextBoolean() ? 5 : 2_000);
      for (int i = 0; i < 4_000; i++) {
        Object key = kinds.keys.apply(random.nextInt(keys));
        Object value = kinds.values.apply(i);
        groups.computeIfAbsent(key, absent -> new ArrayList<>()).add(value);
        any.add(new Keyer(kinds.coder, "test").key(key), value);
        if (random.nextInt(1_000) == 0) {
          assertEquals(groups, contents(any));
        }
      }
      assertEquals(groups, contents(any));
      Map<Object, List<Object>> drained = new LinkedHashMap<>();
      any.drain((key, values) -> drained.put(key.value(), values));
      assertEquals(List.copyOf(groups.entrySet()), List.copyOf(drained.entrySet()));
    }
  }

  private static Map<Object, List<Object>> contents(GroupTable<Object> table) {
    Map<Object, List<Object>> contents = new HashMap<>();
    table.forEach((key, values) -> contents.put(key.value(), values));
    return contents;
  }

  /** How keys and values are made of numbers. */
  private enum Kinds {
    LONGS(VarLongCoder.of(), i -> (long) i << 40, i -> (long) i << 33),
    INTEGERS(VarIntCoder.of(), i -> i - 7, i -> -i),
    DOUBLES(DoubleCoder.of(), i -> i / 3.0, i -> i % 3 == 0 ? Double.NaN : i / 7.0),
    TEXTS(StringUtf8Coder.of(), i -> "k" + i, i -> "v" + i),
    NULLS(NullableCoder.of(VarLongCoder.of()), i -> i == 2 ? null : (long) i, i -> null),
    LATER_TEXTS(VarLongCoder.of(), i -> (long) i, i -> i < 1_500 ? i : "v" + i),
    MANY_KINDS(
        VarLongCoder.of(),
        i -> (long) i,
        i -> i % 3 == 0 ? (Object) i : i % 3 == 1 ? (Object) (long) i : (Object) (double) i);

    private final Coder<?> coder;
    private final IntFunction<Object> keys;
    private final IntFunction<Object> values;

    Kinds(Coder<?> coder, IntFunction<Object> keys, IntFunction<Object> values) {
      this.coder = coder;
      this.keys = keys;
      this.values = values;
    }
  }
}
