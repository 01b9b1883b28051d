/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import static dev.millrace.execution.harness.Elements.MAX;
import static dev.millrace.execution.harness.Elements.MIN;
import static dev.millrace.execution.harness.Elements.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class TestStreamTest {

  private static OperatorHarness playing(TestStream<String> stream) {
    return OperatorHarness.of(
        new OperatorSpec.PlayTestStream(
            "Tested", new ArrayList<>(stream.getEvents()), OperatorHarness.OUTPUT));
  }

  private static TimestampedValue<String> value(String value, long millis) {
    return TimestampedValue.of(value, new Instant(millis));
  }

  @Test
  void eventsArePlayedInTheirOrder() throws Exception {
    OperatorHarness harness =
        playing(
            TestStream.create(StringUtf8Coder.of())
                .addElements(value("a", 5), value("b", 3))
                .advanceWatermarkTo(new Instant(10))
                .addElements(value("late", 4))
                .advanceWatermarkTo(new Instant(20))
                .advanceWatermarkToInfinity());
    harness.mayEmitLate().expectAtEnd(at(5, "a"), at(3, "b"), at(4, "late")).run();

    assertEquals(
        List.of(
            "a at 5", "b at 3", "watermark 10", "late at 4", "watermark 20", "watermark " + MAX),
        harness.history());
  }

  @Test
  void theStreamIsTheMasterOfTheClock() throws Exception {
    OperatorHarness harness =
        playing(
            TestStream.create(StringUtf8Coder.of())
                .advanceProcessingTime(Duration.millis(7))
                .addElements(value("a", 5))
                .advanceProcessingTime(Duration.millis(5))
                .advanceWatermarkToInfinity());
    harness.expectAtEnd(at(5, "a")).run();

    assertEquals(MIN + 12, harness.host().processingTime());
  }

  @Test
  void aDrainEndsTheStreamWhereItIs() throws Exception {
    playing(
            TestStream.create(StringUtf8Coder.of())
                .addElements(value("a", 5))
                .advanceWatermarkTo(new Instant(10))
                .addElements(value("never played", 15))
                .advanceWatermarkToInfinity())
        .drain()
        .expect()
        .expectWatermark(MAX)
        .run();
  }

  @Test
  void aStreamOfNothingEnds() throws Exception {
    playing(TestStream.create(StringUtf8Coder.of()).advanceWatermarkToInfinity())
        .expectAtEnd()
        .run();
  }
}
