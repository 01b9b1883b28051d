/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries.large;

import static java.util.stream.Collectors.groupingBy;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.libraries.Collected;
import dev.millrace.libraries.Pipelines;
import dev.millrace.libraries.Readings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.sql.BeamSqlUdf;
import org.apache.beam.sdk.extensions.sql.SqlTransform;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.Row;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.junit.jupiter.api.Test;

class SqlTest {
  private static final Schema READING =
      Schema.builder()
          .addStringField("meter")
          .addInt32Field("number")
          .addInt64Field("amount")
          .addDateTimeField("moment")
          .build();
  private static final Schema PRICE =
      Schema.builder().addStringField("meter").addInt64Field("price").build();
  private static final int READINGS = 600;

  @Test
  void rowsAreFilteredAndComputed() {
    List<String> result =
        ask(
            "SELECT number, amount * 2 + 1, UPPER(meter) FROM PCOLLECTION"
                + " WHERE meter <> 'gas' AND number BETWEEN 100 AND 299");

    assertEquals(
        IntStream.rangeClosed(100, 299)
            .filter(i -> !Readings.meter(i).equals("gas"))
            .mapToObj(
                i ->
                    i
                        + ","
                        + (amount(i) * 2 + 1)
                        + ","
                        + Readings.meter(i).toUpperCase(Locale.ROOT))
            .sorted()
            .toList(),
        result);
  }

  @Test
  void groupsAreCountedSummedAndSelected() {
    List<String> result =
        ask(
            "SELECT meter, MOD(number, 7), COUNT(*), SUM(amount), MAX(number) FROM PCOLLECTION"
                + " GROUP BY meter, MOD(number, 7) HAVING SUM(amount) > 15500");

    List<String> expected =
        numbers().collect(groupingBy(i -> Readings.meter(i) + "," + i % 7)).entrySet().stream()
            .filter(group -> sum(group.getValue()) > 15_500)
            .map(
                group ->
                    group.getKey()
                        + ","
                        + group.getValue().size()
                        + ","
                        + sum(group.getValue())
                        + ","
                        + group.getValue().stream().max(Integer::compare).orElseThrow())
            .sorted()
            .toList();
    assertEquals(expected, result);
    assertEquals(true, !expected.isEmpty() && expected.size() < 21, expected::toString);
  }

  @Test
  void theLargestComeFirstUpToALimit() {
    List<String> result =
        ask("SELECT number, amount FROM PCOLLECTION ORDER BY amount DESC, number LIMIT 5");

    assertEquals(
        numbers()
            .sorted(Comparator.comparing((Integer i) -> -amount(i)).thenComparing(i -> i))
            .limit(5)
            .map(i -> i + "," + amount(i))
            .sorted()
            .toList(),
        result);
  }

  @Test
  void tablesAreJoinedInnerAndOuter() {
    Pipeline pipeline = Pipelines.create();
    PCollection<Row> prices =
        pipeline.apply(
            "prices",
            Create.of(row(PRICE, "gas", 3L), row(PRICE, "water", 5L), row(PRICE, "steam", 8L))
                .withRowSchema(PRICE));
    PCollectionTuple tables =
        PCollectionTuple.of(new TupleTag<>("reading"), readings(pipeline))
            .and(new TupleTag<>("price"), prices);
    Collected<String> inner = new Collected<>();
    Collected<String> outer = new Collected<>();
    text(tables.apply(
            "inner",
            sql(
                "SELECT r.number, r.amount * p.price FROM reading r"
                    + " JOIN price p ON r.meter = p.meter")))
        .apply("keep inner", inner);
    text(tables.apply(
            "outer",
            sql(
                "SELECT p.meter, p.price, r.number FROM price p"
                    + " LEFT JOIN (SELECT * FROM reading WHERE number < 6) r"
                    + " ON r.meter = p.meter")))
        .apply("keep outer", outer);

    Pipelines.run(pipeline);

    assertEquals(
        numbers()
            .filter(i -> !Readings.meter(i).equals("power"))
            .map(i -> i + "," + amount(i) * (Readings.meter(i).equals("gas") ? 3 : 5))
            .sorted()
            .toList(),
        inner.all().stream().sorted().toList());
    assertEquals(
        List.of("gas,3,0", "gas,3,3", "steam,8,null", "water,5,2", "water,5,5"),
        outer.all().stream().sorted().toList());
  }

  @Test
  void aStreamIsAggregatedByTumblingWindow() {
    TestStream.Builder<Row> stream = TestStream.create(READING);
    for (int i = 0; i < READINGS; i++) {
      stream = stream.addElements(TimestampedValue.of(reading(i), Readings.time(i)));
      stream = i % 40 == 39 ? stream.advanceWatermarkTo(Readings.time(i - 5)) : stream;
    }
    Pipeline pipeline = Pipelines.create();
    Collected<String> result = new Collected<>();
    text(pipeline
            .apply(stream.advanceWatermarkToInfinity())
            .apply(
                sql(
                    "SELECT meter, COUNT(*), SUM(amount),"
                        + " TUMBLE_START(moment, INTERVAL '1' MINUTE) FROM PCOLLECTION"
                        + " GROUP BY meter, TUMBLE(moment, INTERVAL '1' MINUTE)")))
        .apply(result);

    Pipelines.run(pipeline);

    List<String> expected = new ArrayList<>();
    for (int minute = 0; minute < READINGS / 60; minute++) {
      for (String meter : Readings.METERS) {
        List<Integer> group =
            Readings.ofMinute(minute).stream()
                .filter(i -> Readings.meter(i).equals(meter))
                .toList();
        expected.add(
            meter + "," + group.size() + "," + sum(group) + "," + Readings.time(minute * 60));
      }
    }
    assertEquals(expected.stream().sorted().toList(), result.all().stream().sorted().toList());
  }

  @Test
  void functionsOfTheUserAreCalled() {
    Pipeline pipeline = Pipelines.create();
    Collected<String> result = new Collected<>();
    text(readings(pipeline)
            .apply(
                sql("SELECT thirdPower(number), meter FROM PCOLLECTION WHERE number < 20")
                    .registerUdf("thirdPower", Cube.class)))
        .apply("keep cubes", result);
    Collected<String> largest = new Collected<>();
    text(pipeline
            .apply("more", Create.of(rows()).withRowSchema(READING))
            .apply(
                "largest",
                sql("SELECT meter, largest(number) FROM PCOLLECTION GROUP BY meter")
                    .registerUdaf("largest", Max.ofIntegers())))
        .apply("keep largest", largest);

    Pipelines.run(pipeline);

    assertEquals(
        IntStream.range(0, 20).mapToObj(i -> i * i * i + "," + Readings.meter(i)).sorted().toList(),
        result.all().stream().sorted().toList());
    assertEquals(
        List.of("gas,597", "power,598", "water,599"), largest.all().stream().sorted().toList());
  }

  @Test
  void setsAreUnitedAndSubtracted() {
    assertEquals(
        IntStream.range(0, READINGS)
            .filter(i -> (i < 30 || i >= 590) && i % 2 == 0)
            .mapToObj(String::valueOf)
            .sorted()
            .toList(),
        ask(
            "(SELECT number FROM PCOLLECTION WHERE number < 30"
                + " UNION SELECT number FROM PCOLLECTION WHERE number >= 590)"
                + " EXCEPT SELECT number FROM PCOLLECTION WHERE MOD(number, 2) = 1"));
  }

  /** The rows that a query answers about the readings, in order of their text. */
  private static List<String> ask(String query) {
    Pipeline pipeline = Pipelines.create();
    Collected<String> result = new Collected<>();
    text(readings(pipeline).apply(sql(query))).apply(result);
    Pipelines.run(pipeline);
    return result.all().stream().sorted().toList();
  }

  /** A query without the tables that Beam knows of elsewhere: their clients are not here. */
  private static SqlTransform sql(String query) {
    return SqlTransform.query(query).withAutoLoading(false);
  }

  private static PCollection<Row> readings(Pipeline pipeline) {
    return pipeline.apply("readings", Create.of(rows()).withRowSchema(READING));
  }

  private static List<Row> rows() {
    return numbers().map(SqlTest::reading).toList();
  }

  private static Stream<Integer> numbers() {
    return IntStream.range(0, READINGS).boxed();
  }

  private static Row reading(int i) {
    return row(READING, Readings.meter(i), i, amount(i), Readings.time(i));
  }

  private static long amount(int i) {
    return i * 37L % 101 * 11;
  }

  private static long sum(List<Integer> readings) {
    return readings.stream().mapToLong(SqlTest::amount).sum();
  }

  private static Row row(Schema schema, Object... values) {
    return Row.withSchema(schema).addValues(values).build();
  }

  private static PCollection<String> text(PCollection<Row> rows) {
    return rows.apply(
        rows.getName() + " as text",
        MapElements.into(TypeDescriptors.strings())
            .via(
                row ->
                    row.getValues().stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(","))));
  }

  /** A function of one number. */
  public static final class Cube implements BeamSqlUdf {
    /** The third power. */
    public static int eval(int number) {
      return number * number * number;
    }
  }
}
