/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TFRecordIO;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TfRecordFilesTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "GZIP", "DEFLATE"})
  void recordsAreReadBackAsTheyWereWritten(Compression compression) throws IOException {
    List<byte[]> records = records();
    Pipeline writer = Pipelines.create();
    writer
        .apply(Create.of(records).withCoder(ByteArrayCoder.of()))
        .apply(
            TFRecordIO.write()
                .to(directory.resolve("records").toString())
                .withNumShards(4)
                .withCompression(compression));
    Pipelines.run(writer);
    assertEquals(4, Files.in(directory).size());

    Collected<byte[]> read = new Collected<>();
    Pipeline reader = Pipelines.create();
    reader
        .apply(TFRecordIO.read().from(directory + "/records*").withCompression(compression))
        .apply(read);
    Pipelines.run(reader);

    assertEquals(hex(records), hex(read.all()));
  }

  @Test
  void eachDestinationGetsItsRecords() throws IOException {
    List<byte[]> records = records();
    Pipeline writer = Pipelines.create();
    writer
        .apply(Create.of(records).withCoder(ByteArrayCoder.of()))
        .apply(
            FileIO.<String, byte[]>writeDynamic()
                .by(TfRecordFilesTest::size)
                .via(TFRecordIO.sink())
                .withDestinationCoder(StringUtf8Coder.of())
                .to(directory.toString())
                .withNaming(size -> FileIO.Write.defaultNaming(size, ".tfrecord")));
    Pipelines.run(writer);

    for (String size : List.of("small", "large")) {
      Collected<byte[]> read = new Collected<>();
      Pipeline reader = Pipelines.create();
      reader
          .apply(FileIO.match().filepattern(directory + "/" + size + "-*"))
          .apply(FileIO.readMatches())
          .apply(TFRecordIO.readFiles())
          .apply(read);
      Pipelines.run(reader);

      List<byte[]> expected = records.stream().filter(one -> size(one).equals(size)).toList();
      assertTrue(expected.size() > 100, "too few " + size + ": " + expected.size());
      assertEquals(hex(expected), hex(read.all()));
    }
    Map<String, Path> files = Files.in(directory);
    assertTrue(
        files.keySet().stream().allMatch(name -> name.endsWith(".tfrecord")), files::toString);
  }

  @Test
  void eachDestinationGetsFilesOfItsOwnInEachWindow() throws IOException {
    Pipeline writer = Pipelines.create();
    writer
        .apply(Readings.stream(240, VarIntCoder.of()))
        .apply(Window.into(FixedWindows.of(Duration.standardMinutes(2))))
        .apply(
            FileIO.<String, Integer>writeDynamic()
                .by(Readings::meter)
                .via(Contextful.fn(TfRecordFilesTest::record), TFRecordIO.sink())
                .withDestinationCoder(StringUtf8Coder.of())
                .to(directory.toString())
                .withNaming(
                    meter ->
                        (window, pane, shards, shard, compression) ->
                            meter
                                + "-"
                                + ((IntervalWindow) window).start().getMillis() / 60_000
                                + "-"
                                + shard)
                .withNumShards(2));
    Pipelines.run(writer);

    for (String meter : Readings.METERS) {
      for (int minute = 0; minute < 4; minute += 2) {
        Collected<byte[]> read = new Collected<>();
        Pipeline reader = Pipelines.create();
        reader
            .apply(TFRecordIO.read().from(directory + "/" + meter + "-" + minute + "-*"))
            .apply(read);
        Pipelines.run(reader);

        List<byte[]> expected =
            IntStream.range(minute * 60, (minute + 2) * 60)
                .filter(reading -> Readings.meter(reading).equals(meter))
                .mapToObj(TfRecordFilesTest::record)
                .toList();
        assertEquals(hex(expected), hex(read.all()));
      }
    }
  }

  private static byte[] record(int reading) {
    return (Readings.meter(reading) + " " + reading).getBytes(UTF_8);
  }

  private static String size(byte[] record) {
    return record.length < 100 ? "small" : "large";
  }

  private static List<byte[]> records() {
    Random random = new Random(5);
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      byte[] record = new byte[random.nextInt(200)];
      random.nextBytes(record);
      records.add(record);
    }
    return records;
  }

  private static List<String> hex(Collection<byte[]> records) {
    return records.stream().map(record -> HexFormat.of().formatHex(record)).sorted().toList();
  }
}
