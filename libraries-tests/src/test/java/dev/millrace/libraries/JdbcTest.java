/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Serializable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.jdbc.JdbcIO;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JdbcTest implements Serializable {
  private static final KvCoder<Integer, String> ROW_CODER =
      KvCoder.of(VarIntCoder.of(), StringUtf8Coder.of());

  private final String url = "jdbc:h2:mem:" + UUID.randomUUID();
  private transient Connection connection;

  @BeforeEach
  void createDatabase() throws SQLException {
    // The database lives as long as this connection.
    connection = DriverManager.getConnection(url);
    execute("CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(40) NOT NULL)");
  }

  @AfterEach
  void dropDatabase() throws SQLException {
    connection.close();
  }

  @Test
  void everyRowIsWrittenOnce() throws SQLException {
    Pipeline pipeline = Pipelines.create();
    pipeline.apply(Create.of(rows(0, 2_500)).withCoder(ROW_CODER)).apply(insert("item"));

    Pipelines.run(pipeline);

    assertEquals(lines(rows(0, 2_500)), items());
  }

  @Test
  void aQueryReadsWhatTheTableHas() throws SQLException {
    fill(0, 700);
    Collected<String> names = new Collected<>();
    Collected<Integer> sum = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    PCollection<KV<Integer, String>> read =
        pipeline.apply(
            JdbcIO.<KV<Integer, String>>read()
                .withDataSourceConfiguration(database())
                .withQuery("SELECT id, name FROM item WHERE id >= 100")
                .withRowMapper(new ItemMapper()));
    read.apply(MapElements.into(TypeDescriptors.strings()).via(KV::getValue)).apply(names);
    read.apply(MapElements.into(TypeDescriptors.integers()).via(KV::getKey))
        .apply(Sum.integersGlobally())
        .apply(sum);

    Pipelines.run(pipeline);

    assertEquals(
        IntStream.range(100, 700).mapToObj(JdbcTest::name).sorted().toList(),
        names.all().stream().sorted().toList());
    assertEquals(List.of(IntStream.range(100, 700).sum()), sum.all());
  }

  @Test
  void partitionsOfATableReadEachRowOnce() throws SQLException {
    fill(0, 1_000);
    fill(5_000, 5_300);
    Collected<KV<Integer, String>> read = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            JdbcIO.<KV<Integer, String>>readWithPartitions()
                .withDataSourceConfiguration(database())
                .withTable("item")
                .withPartitionColumn("id")
                .withNumPartitions(7)
                .withRowMapper(new ItemMapper()))
        .apply(read);

    Pipelines.run(pipeline);

    List<KV<Integer, String>> expected = new ArrayList<>(rows(0, 1_000));
    expected.addAll(rows(5_000, 5_300));
    assertEquals(lines(expected), lines(read.all()));
  }

  @Test
  void eachElementCanAskItsOwnQuery() throws SQLException {
    fill(0, 200);
    Collected<KV<Integer, String>> read = new Collected<>();
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(3, 50, 199, 1_000))
        .apply(
            JdbcIO.<Integer, KV<Integer, String>>readAll()
                .withDataSourceConfiguration(database())
                .withQuery("SELECT id, name FROM item WHERE id = ?")
                .withParameterSetter((id, statement) -> statement.setInt(1, id))
                .withRowMapper(new ItemMapper()))
        .apply(read);

    Pipelines.run(pipeline);

    assertEquals(
        List.of("3 item-3", "50 item-50", "199 item-199").stream().sorted().toList(),
        lines(read.all()));
  }

  @Test
  void theSecondTableIsWrittenAfterTheFirst() throws SQLException {
    execute("CREATE TABLE part (id INT PRIMARY KEY REFERENCES item, name VARCHAR(40))");
    Pipeline pipeline = Pipelines.create();
    PCollection<KV<Integer, String>> rows =
        pipeline.apply(Create.of(rows(0, 500)).withCoder(ROW_CODER));
    PCollection<Void> itemsWritten = rows.apply("items", insert("item").withResults());
    rows.apply(Wait.on(itemsWritten)).setCoder(ROW_CODER).apply("parts", insert("part"));

    Pipelines.run(pipeline);

    assertEquals(500, count("SELECT COUNT(*) FROM part JOIN item USING (id, name)"));
  }

  @Test
  void countsPerWindowOfAStreamAreWritten() throws SQLException {
    Duration minute = Duration.standardMinutes(1);
    TestStream.Builder<String> stream = TestStream.create(StringUtf8Coder.of());
    for (int i = 0; i < 300; i++) {
      Instant time = Instant.EPOCH.plus(Duration.standardSeconds(i));
      stream = stream.addElements(TimestampedValue.of("m" + i / 60, time));
      stream = i % 50 == 49 ? stream.advanceWatermarkTo(time) : stream;
    }
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(stream.advanceWatermarkToInfinity())
        .apply(Window.into(FixedWindows.of(minute)))
        .apply(Count.perElement())
        .apply(
            JdbcIO.<KV<String, Long>>write()
                .withDataSourceConfiguration(database())
                .withStatement("INSERT INTO item VALUES (?, ?)")
                .withPreparedStatementSetter(
                    (count, statement) -> {
                      statement.setInt(1, Integer.parseInt(count.getKey().substring(1)));
                      statement.setString(2, count.getValue().toString());
                    }));

    Pipelines.run(pipeline);

    assertEquals(List.of("0 60", "1 60", "2 60", "3 60", "4 60"), items());
  }

  @Test
  void aBrokenStatementFailsTheJobAndNamesTheCause() {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Create.of(rows(0, 10)).withCoder(ROW_CODER))
        .apply(insert("item").withStatement("INSERT INTO nowhere VALUES (?, ?)"));

    Throwable failure = assertThrows(Throwable.class, pipeline::run);

    assertTrue(causes(failure).contains("NOWHERE"), () -> causes(failure));
  }

  private JdbcIO.DataSourceConfiguration database() {
    return JdbcIO.DataSourceConfiguration.create("org.h2.Driver", url);
  }

  private JdbcIO.Write<KV<Integer, String>> insert(String table) {
    return JdbcIO.<KV<Integer, String>>write()
        .withDataSourceConfiguration(database())
        .withStatement("INSERT INTO " + table + " VALUES (?, ?)")
        .withBatchSize(64)
        .withPreparedStatementSetter(
            (row, statement) -> {
              statement.setInt(1, row.getKey());
              statement.setString(2, row.getValue());
            });
  }

  private static KV<Integer, String> row(ResultSet result) throws SQLException {
    return KV.of(result.getInt(1), result.getString(2));
  }

  private static List<KV<Integer, String>> rows(int first, int end) {
    return IntStream.range(first, end).mapToObj(id -> KV.of(id, name(id))).toList();
  }

  private static String name(int id) {
    return "item-" + id;
  }

  private void fill(int first, int end) throws SQLException {
    execute(
        "INSERT INTO item SELECT x, 'item-' || x FROM SYSTEM_RANGE("
            + first
            + ", "
            + (end - 1)
            + ")");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private int count(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getInt(1);
    }
  }

  private List<String> items() throws SQLException {
    List<KV<Integer, String>> items = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT id, name FROM item")) {
      while (result.next()) {
        items.add(row(result));
      }
    }
    return lines(items);
  }

  private static List<String> lines(List<KV<Integer, String>> rows) {
    return rows.stream().map(row -> row.getKey() + " " + row.getValue()).sorted().toList();
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
    }
    return text.toString();
  }

  /** Has a type argument, from which Beam infers the coder. */
  private static final class ItemMapper implements JdbcIO.RowMapper<KV<Integer, String>> {
    @Override
    public KV<Integer, String> mapRow(ResultSet result) throws SQLException {
      return row(result);
    }
  }
}
