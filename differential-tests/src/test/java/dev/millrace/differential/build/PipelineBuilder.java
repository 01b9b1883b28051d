/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import dev.millrace.differential.spec.Branch;
import dev.millrace.differential.spec.Event;
import dev.millrace.differential.spec.Event.Arrival;
import dev.millrace.differential.spec.RandomPipeline;
import dev.millrace.differential.spec.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Builds Beam pipelines from specifications. */
public final class PipelineBuilder {
  private static final Coder<KV<String, String>> CODER =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());

  private PipelineBuilder() {}

  /** A pipeline as {@code specified}, which reports to {@code run}. */
  public static Pipeline build(RandomPipeline specified, Run run, PipelineOptions options) {
    Pipeline pipeline = Pipeline.create(options);
    PCollection<KV<String, String>> source = pipeline.apply("Source", source(specified.schedule()));
    for (Branch branch : specified.branches()) {
      new BranchBuilder(run, branch, source).build();
    }
    return pipeline;
  }

  private static PTransform<PBegin, PCollection<KV<String, String>>> source(Schedule schedule) {
    return switch (schedule.origin()) {
      case TEST_STREAM -> stream(schedule.events());
      case BOUNDED -> Create.timestamped(elements(schedule.events())).withCoder(CODER);
    };
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generic type
  private static TestStream<KV<String, String>> stream(List<Event> events) {
    TestStream.Builder<KV<String, String>> stream = TestStream.create(CODER);
    for (Event event : events) {
      if (event instanceof Event.Elements elements) {
        List<TimestampedValue<KV<String, String>>> added = elements(List.of(elements));
        stream =
            stream.addElements(
                added.get(0), added.subList(1, added.size()).toArray(new TimestampedValue[0]));
      } else if (event instanceof Event.Watermark watermark) {
        stream = stream.advanceWatermarkTo(Instant.ofEpochMilli(watermark.millis()));
      } else if (event instanceof Event.ProcessingTime time) {
        stream = stream.advanceProcessingTime(Duration.millis(time.millis()));
      }
    }
    return stream.advanceWatermarkToInfinity();
  }

  private static List<TimestampedValue<KV<String, String>>> elements(List<Event> events) {
    List<TimestampedValue<KV<String, String>>> elements = new ArrayList<>();
    for (Event event : events) {
      if (event instanceof Event.Elements some) {
        for (Arrival arrival : some.arrivals()) {
          elements.add(
              TimestampedValue.of(
                  KV.of(arrival.key(), arrival.value()),
                  Instant.ofEpochMilli(arrival.timestamp())));
        }
      }
    }
    return elements;
  }
}
