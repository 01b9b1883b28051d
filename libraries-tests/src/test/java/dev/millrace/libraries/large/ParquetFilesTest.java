/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries.large;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.libraries.Collected;
import dev.millrace.libraries.Files;
import dev.millrace.libraries.Pipelines;
import dev.millrace.libraries.Readings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.io.parquet.ParquetIO;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParquetFilesTest {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Reading")
          .fields()
          .requiredString("meter")
          .requiredInt("number")
          .optionalDouble("value")
          .endRecord();
  private static final Schema ONE_COLUMN =
      SchemaBuilder.record("Reading").fields().requiredInt("number").endRecord();
  private static final Schema ONE_COLUMN_AND_NULLS =
      SchemaBuilder.record("Reading")
          .fields()
          .optionalString("meter")
          .requiredInt("number")
          .optionalDouble("value")
          .endRecord();

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(names = {"UNCOMPRESSED", "SNAPPY"})
  void recordsAreReadBackAsTheyWereWritten(CompressionCodecName codec) throws IOException {
    write(5_000, codec);

    Collected<String> read = new Collected<>();
    Pipeline reader = Pipelines.create();
    text(reader.apply(ParquetIO.read(SCHEMA).from(directory + "/*"))).apply(read);
    Pipelines.run(reader);

    assertEquals(
        IntStream.range(0, 5_000).mapToObj(ParquetFilesTest::text).sorted().toList(),
        read.all().stream().sorted().toList());
  }

  @Test
  void aProjectionReadsItsColumnsAlone() throws IOException {
    write(1_000, CompressionCodecName.SNAPPY);

    Collected<String> read = new Collected<>();
    Pipeline reader = Pipelines.create();
    text(reader.apply(
            ParquetIO.read(SCHEMA)
                .from(directory + "/*")
                .withProjection(ONE_COLUMN, ONE_COLUMN_AND_NULLS)))
        .apply(read);
    Pipelines.run(reader);

    assertEquals(
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"meter\": null, \"number\": " + i + ", \"value\": null}")
            .sorted()
            .toList(),
        read.all().stream().sorted().toList());
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
                .via(Contextful.fn(ParquetFilesTest::record), ParquetIO.sink(SCHEMA))
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
        Collected<String> read = new Collected<>();
        Pipeline reader = Pipelines.create();
        text(reader
                .apply(FileIO.match().filepattern(directory + "/" + meter + "-" + minute + "-*"))
                .apply(FileIO.readMatches())
                .apply(ParquetIO.readFiles(SCHEMA)))
            .apply(read);
        Pipelines.run(reader);

        assertEquals(
            IntStream.range(minute * 60, (minute + 2) * 60)
                .filter(reading -> Readings.meter(reading).equals(meter))
                .mapToObj(ParquetFilesTest::text)
                .sorted()
                .toList(),
            read.all().stream().sorted().toList());
      }
    }
    List<String> names = List.copyOf(Files.in(directory).keySet());
    assertTrue(names.size() <= 12, names::toString);
  }

  private void write(int readings, CompressionCodecName codec) throws IOException {
    Pipeline writer = Pipelines.create();
    writer
        .apply(Create.of(IntStream.range(0, readings).boxed().toList()))
        .apply(
            MapElements.into(TypeDescriptor.of(GenericRecord.class)).via(ParquetFilesTest::record))
        .setCoder(AvroCoder.generic(SCHEMA))
        .apply(
            FileIO.<GenericRecord>write()
                .via(ParquetIO.sink(SCHEMA).withCompressionCodec(codec))
                .to(directory.toString())
                .withNumShards(3));
    Pipelines.run(writer);
    assertEquals(3, Files.in(directory).size());
  }

  private static PCollection<String> text(PCollection<GenericRecord> records) {
    return records.apply(MapElements.into(TypeDescriptors.strings()).via(GenericRecord::toString));
  }

  private static GenericRecord record(int reading) {
    return new GenericRecordBuilder(SCHEMA)
        .set("meter", Readings.meter(reading))
        .set("number", reading)
        .set("value", reading % 5 == 0 ? null : reading / 4.0)
        .build();
  }

  private static String text(int reading) {
    return record(reading).toString();
  }
}
