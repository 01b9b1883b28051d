/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.joinlibrary.Join;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class JoinLibraryTest {
  private static final String NONE = "none";
  private static final Duration MINUTE = Duration.standardMinutes(1);

  private final List<Row> users = rows(17, "user", 0, 120);
  private final List<Row> orders = rows(23, "order", 40, 160);

  @Test
  void innerJoinPairsWhatBothSidesHave() {
    Collected<String> result = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    text(Join.innerJoin(read(pipeline, "users", users), read(pipeline, "orders", orders)))
        .apply(result);

    Pipelines.run(pipeline);

    assertJoin(false, false, result);
  }

  @Test
  void leftOuterJoinKeepsWhatOnlyTheLeftSideHas() {
    Collected<String> result = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    text(Join.leftOuterJoin(read(pipeline, "users", users), read(pipeline, "orders", orders), NONE))
        .apply(result);

    Pipelines.run(pipeline);

    assertJoin(true, false, result);
  }

  @Test
  void rightOuterJoinKeepsWhatOnlyTheRightSideHas() {
    Collected<String> result = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    text(Join.rightOuterJoin(
            read(pipeline, "users", users), read(pipeline, "orders", orders), NONE))
        .apply(result);

    Pipelines.run(pipeline);

    assertJoin(false, true, result);
  }

  @Test
  void fullOuterJoinKeepsWhatEitherSideHas() {
    Collected<String> result = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    text(Join.fullOuterJoin(
            read(pipeline, "users", users), read(pipeline, "orders", orders), NONE, NONE))
        .apply(result);

    Pipelines.run(pipeline);

    assertJoin(true, true, result);
  }

  /** Reads the rows into windows of a minute, where each joins with its own minute alone. */
  private static PCollection<KV<Integer, String>> read(
      Pipeline pipeline, String name, List<Row> rows) {
    List<TimestampedValue<KV<Integer, String>>> elements = new ArrayList<>();
    for (Row row : rows) {
      Instant time = Instant.EPOCH.plus(MINUTE.multipliedBy(row.minute())).plus(row.key());
      elements.add(TimestampedValue.of(KV.of(row.key(), row.value()), time));
    }
    return pipeline
        .apply(
            name,
            Create.timestamped(elements)
                .withCoder(KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of())))
        .apply(name + " by minute", Window.into(FixedWindows.of(MINUTE)));
  }

  private static PCollection<String> text(PCollection<KV<Integer, KV<String, String>>> joined) {
    return joined.apply(
        MapElements.into(TypeDescriptors.strings())
            .via(
                pair -> line(pair.getKey(), pair.getValue().getKey(), pair.getValue().getValue())));
  }

  private void assertJoin(boolean left, boolean right, Collected<String> result) {
    List<String> expected = new ArrayList<>();
    for (Row user : users) {
      orders.stream()
          .filter(order -> order.key() == user.key() && order.minute() == user.minute())
          .forEach(order -> expected.add(line(user.key(), user.value(), order.value())));
    }
    assertTrue(expected.size() > 100, "too few joins: " + expected.size());
    int inner = expected.size();
    if (left) {
      alone(users, orders).forEach(user -> expected.add(line(user.key(), user.value(), NONE)));
    }
    if (right) {
      alone(orders, users).forEach(order -> expected.add(line(order.key(), NONE, order.value())));
    }
    assertEquals(left || right, expected.size() > inner, "none alone");

    assertEquals(expected.stream().sorted().toList(), result.all().stream().sorted().toList());
  }

  private static Stream<Row> alone(List<Row> rows, List<Row> others) {
    Map<Integer, Set<Integer>> minutes =
        others.stream().collect(groupingBy(Row::key, mapping(Row::minute, toSet())));
    return rows.stream()
        .filter(row -> !minutes.getOrDefault(row.key(), Set.of()).contains(row.minute()));
  }

  private static String line(int key, String left, String right) {
    return key + " " + left + " " + right;
  }

  private static List<Row> rows(int seed, String name, int firstKey, int lastKey) {
    Random random = new Random(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      int key = firstKey + random.nextInt(lastKey - firstKey);
      rows.add(new Row(key, random.nextInt(3), name + i));
    }
    return rows;
  }

  private record Row(int key, int minute, String value) {}
}
