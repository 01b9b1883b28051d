/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.extensions.avro.coders.AvroCoder;
import org.apache.beam.sdk.extensions.avro.io.AvroIO;
import org.apache.beam.sdk.io.FileIO;
import org.apache.beam.sdk.transforms.Contextful;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AvroFilesTest implements Serializable {
  private static final Schema SCHEMA =
      SchemaBuilder.record("Reading")
          .namespace("dev.millrace.libraries")
          .fields()
          .requiredString("meter")
          .requiredInt("number")
          .optionalDouble("value")
          .endRecord();

  @TempDir private transient Path directory;

  @Test
  void recordsAreReadBackAsTheyWereWritten() throws IOException {
    Pipeline writer = Pipelines.create();
    writer
        .apply(Create.of(IntStream.range(0, 5_000).boxed().toList()))
        .apply(MapElements.into(TypeDescriptor.of(GenericRecord.class)).via(AvroFilesTest::record))
        .setCoder(AvroCoder.generic(SCHEMA))
        .apply(
            AvroIO.writeGenericRecords(SCHEMA)
                .to(directory.resolve("readings").toString())
                .withCodec(CodecFactory.deflateCodec(6))
                .withSuffix(".avro")
                .withNumShards(3));
    Pipelines.run(writer);
    assertEquals(3, Files.in(directory).size());

    Collected<GenericRecord> read = new Collected<>();
    Pipeline reader = Pipelines.create();
    reader.apply(AvroIO.readGenericRecords(SCHEMA).from(directory + "/*.avro")).apply(read);
    Pipelines.run(reader);

    assertEquals(
        IntStream.range(0, 5_000).mapToObj(AvroFilesTest::text).sorted().toList(),
        read.all().stream().map(GenericRecord::toString).sorted().toList());
  }

  @Test
  void objectsAreReadBackAsTheyWereWritten() {
    Pipeline writer = Pipelines.create();
    List<Reading> readings =
        IntStream.range(0, 1_000).mapToObj(i -> new Reading(Readings.meter(i), i)).toList();
    writer
        .apply(Create.of(readings).withCoder(AvroCoder.of(Reading.class)))
        .apply(AvroIO.write(Reading.class).to(directory.resolve("objects").toString()));
    Pipelines.run(writer);

    Collected<Reading> read = new Collected<>();
    Pipeline reader = Pipelines.create();
    reader
        .apply(Create.of(directory + "/objects*"))
        .apply(FileIO.matchAll())
        .apply(FileIO.readMatches())
        .apply(AvroIO.readFiles(Reading.class))
        .apply(read);
    Pipelines.run(reader);

    assertEquals(
        readings.stream().map(Reading::toString).sorted().toList(),
        read.all().stream().map(Reading::toString).sorted().toList());
  }

  @Test
  void eachDestinationGetsFilesOfItsOwnInEachWindow() throws IOException {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(Readings.stream(240, VarIntCoder.of()))
        .apply(Window.into(FixedWindows.of(Duration.standardMinutes(2))))
        .apply(
            FileIO.<String, Integer>writeDynamic()
                .by(Readings::meter)
                .via(Contextful.fn(AvroFilesTest::record), AvroIO.sink(SCHEMA))
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
                                + ".avro")
                .withNumShards(2));

    Pipelines.run(pipeline);

    Map<String, List<String>> written = new TreeMap<>();
    for (Map.Entry<String, Path> file : Files.in(directory).entrySet()) {
      List<String> records =
          written.computeIfAbsent(file.getKey().split("-", 2)[0], name -> new ArrayList<>());
      try (DataFileReader<GenericRecord> reader =
          new DataFileReader<>(file.getValue().toFile(), new GenericDatumReader<>())) {
        reader.forEach(record -> records.add(record.toString()));
      }
      records.sort(null);
    }
    Map<String, List<String>> expected = new TreeMap<>();
    for (String meter : Readings.METERS) {
      for (int minute = 0; minute < 4; minute += 2) {
        expected.put(
            meter + "/" + minute,
            IntStream.range(minute * 60, (minute + 2) * 60)
                .filter(reading -> Readings.meter(reading).equals(meter))
                .mapToObj(AvroFilesTest::text)
                .sorted()
                .toList());
      }
    }
    assertEquals(expected, written);
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

  /** What Avro sees by reflection. */
  static final class Reading {
    private String meter;
    private int number;

    @SuppressWarnings("unused") // Avro makes it.
    Reading() {}

    Reading(String meter, int number) {
      this.meter = meter;
      this.number = number;
    }

    @Override
    public String toString() {
      return meter + number;
    }
  }
}
