/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyedContentsTest {
  private static final Schema USER = Schema.builder().addStringField("user").build();
  private static final Schema NAME = Schema.builder().addStringField("name").build();

  @Test
  void whenAKeyIsEncodedLikeOneOfTheContents_thenItsValuesAreFound() {
    var contents =
        new KeyedContents(
            RowCoder.of(USER),
            "test",
            List.of(KV.of(row(USER, "a"), 1), KV.of(row(USER, "b"), 2), KV.of(row(USER, "a"), 3)),
            new StopSignal());
    assertEquals(List.of(1, 3), contents.get(row(NAME, "a")));
    assertEquals(List.of(), contents.get(row(NAME, "c")));
    assertEquals(List.of(row(USER, "a"), row(USER, "b")), contents.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 9, 1000, 50_000})
  void manyKeysAreFoundWithAllTheirValuesInOrder(int size) {
    Random random = new Random(size);
    List<KV<Object, Object>> contents = new ArrayList<>();
    Map<Object, List<Object>> expected = new LinkedHashMap<>();
    for (int i = 0; i < size; i++) {
      long key = random.nextInt(2 * size) * (1L << random.nextInt(40));
      contents.add(KV.of(key, (long) i));
      expected.computeIfAbsent(key, k -> new ArrayList<>()).add((long) i);
    }

    var keyed = new KeyedContents(VarLongCoder.of(), "test", contents, new StopSignal());

    assertEquals(List.copyOf(expected.keySet()), keyed.get());
    expected.forEach((key, values) -> assertEquals(values, keyed.get(key)));
    for (long absent = -1; absent > -100; absent--) {
      assertEquals(List.of(), keyed.get(absent));
    }
  }

  @Test
  @Timeout(20)
  void keysThatDifferInTheirUpperBitsOnlyDoNotGetInEachOthersWay() {
    List<KV<Object, Object>> contents = new ArrayList<>();
    for (long i = 0; i < 100_000; i++) {
      contents.add(KV.of(i << 46, i));
    }

    var keyed = new KeyedContents(VarLongCoder.of(), "test", contents, new StopSignal());

    for (long i = 0; i < 100_000; i++) {
      assertEquals(List.of(i), keyed.get(i << 46));
    }
  }

  @Test
  void valuesMayBeNullAndListsAndTheKeyMayBeNull() {
    var coder = NullableCoder.of(VarLongCoder.of());
    var keyed =
        new KeyedContents(
            coder,
            "test",
            List.of(KV.of(null, null), KV.of(1L, null), KV.of(1L, 5L), KV.of(2L, List.of(6L, 7L))),
            new StopSignal());

    assertEquals(Collections.singletonList(null), keyed.get(null));
    assertEquals(Arrays.asList(null, 5L), keyed.get(1L));
    assertEquals(List.of(List.of(6L, 7L)), keyed.get(2L));
  }

  private static Row row(Schema schema, String value) {
    return Row.withSchema(schema).addValue(value).build();
  }
}
