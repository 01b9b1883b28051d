/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.Compression;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextFilesTest {
  private static final Duration MINUTE = Duration.standardMinutes(1);

  @TempDir private Path directory;

  @Test
  void aStreamIsWrittenToFilesOfItsWindows() throws IOException {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Readings.stream(300, VarIntCoder.of()))
        .apply(Window.into(FixedWindows.of(MINUTE)))
        .apply(MapElements.into(TypeDescriptors.strings()).via(TextFilesTest::line))
        .apply(
            TextIO.write()
                .to(directory.resolve("readings").toString())
                .withSuffix(".txt")
                .withWindowedWrites()
                .withNumShards(2));

    Pipelines.run(pipeline);

    Map<Instant, List<String>> byWindow = new TreeMap<>();
    Map<String, Path> files = Files.in(directory);
    for (Map.Entry<String, Path> file : files.entrySet()) {
      assertTrue(file.getKey().matches("readings.*-0000[01]-of-00002\\.txt"), file.getKey());
      Instant start =
          Instant.parse(file.getKey().substring("readings".length()).split("Z-", 2)[0] + "Z");
      List<String> lines = byWindow.computeIfAbsent(start, window -> new ArrayList<>());
      lines.addAll(Files.lines(file.getValue()).toList());
      lines.sort(null);
    }
    assertEquals(10, files.size());
    Map<Instant, List<String>> expected = new TreeMap<>();
    for (int minute = 0; minute < 5; minute++) {
      expected.put(
          Instant.EPOCH.plus(MINUTE.multipliedBy(minute)),
          Readings.ofMinute(minute).stream().map(TextFilesTest::line).sorted().toList());
    }
    assertEquals(expected, byWindow);
  }

  @Test
  void eachDestinationGetsFilesOfItsOwnInEachWindow() throws IOException {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Readings.stream(240, VarIntCoder.of()))
        .apply(Window.into(FixedWindows.of(MINUTE)))
        .apply(
            FileIO.<String, Integer>writeDynamic()
                .by(Readings::meter)
                .via(Contextful.fn(TextFilesTest::line), TextIO.sink())
                .withDestinationCoder(StringUtf8Coder.of())
                .to(directory.toString())
                .withNaming(
                    meter ->
                        (window, pane, shards, shard, compression) ->
                            meter
                                + "/"
                                + ((IntervalWindow) window).start().getMillis() / 60_000
                                + "-"
                                + shard
                                + compression.getSuggestedSuffix())
                .withNumShards(3)
                .withCompression(Compression.GZIP));

    Pipelines.run(pipeline);

    Map<String, List<String>> written = new TreeMap<>();
    for (Map.Entry<String, Path> file : Files.in(directory).entrySet()) {
      assertTrue(file.getKey().endsWith(".gz"), file.getKey());
      List<String> lines =
          written.computeIfAbsent(file.getKey().split("-", 2)[0], name -> new ArrayList<>());
      lines.addAll(Files.gzippedLines(file.getValue()).toList());
      lines.sort(null);
    }
    Map<String, List<String>> expected = new TreeMap<>();
    for (String meter : Readings.METERS) {
      for (int minute = 0; minute < 4; minute++) {
        expected.put(
            meter + "/" + minute,
            Readings.ofMinute(minute).stream()
                .filter(reading -> Readings.meter(reading).equals(meter))
                .map(TextFilesTest::line)
                .sorted()
                .toList());
      }
    }
    assertEquals(expected, written);
  }

  @Test
  void manyCompressedFilesAreReadBackAsTheyWereWritten() throws IOException {
    List<String> lines = IntStream.range(0, 20_000).mapToObj(TextFilesTest::line).toList();
    Pipeline writer = Pipelines.create();
    writer
        .apply(Create.of(lines))
        .apply(
            TextIO.write()
                .to(directory.resolve("part").toString())
                .withSuffix(".gz")
                .withCompression(Compression.GZIP)
                .withNumShards(7));
    Pipelines.run(writer);
    assertEquals(7, Files.in(directory).size());

    Collected<String> read = new Collected<>();
    Pipeline reader = Pipelines.create();
    reader.apply(TextIO.read().from(directory + "/part-*")).apply(read);
    Pipelines.run(reader);

    assertEquals(lines.stream().sorted().toList(), read.all().stream().sorted().toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--maxBundleElements=1", "--maxBundleElements=7", "--maxBundleElements=1000000"})
  void noFileReplacesAnotherHoweverWorkIsCutIntoBundles(String option) throws IOException {
    Collected<String> read = new Collected<>();
    Pipeline pipeline = Pipelines.create(option);
    pipeline
        .apply(Create.of(IntStream.range(0, 200).boxed().toList()))
        .apply(
            FileIO.<String, Integer>writeDynamic()
                .by(Readings::meter)
                .via(Contextful.fn(TextFilesTest::line), TextIO.sink())
                .withDestinationCoder(StringUtf8Coder.of())
                .to(directory.toString())
                .withNaming(meter -> FileIO.Write.defaultNaming(meter, ".txt")))
        .getPerDestinationOutputFilenames()
        .apply(Values.create())
        .apply(FileIO.matchAll())
        .apply(FileIO.readMatches())
        .apply(TextIO.readFiles())
        .apply(read);

    Pipelines.run(pipeline);

    assertEquals(
        IntStream.range(0, 200).mapToObj(TextFilesTest::line).sorted().toList(),
        read.all().stream().sorted().toList());
  }

  private static String line(int reading) {
    return Readings.meter(reading) + " reading " + reading;
  }
}
