/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.libraries;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Readings of meters, as every test of files writes them: one a second, from 1970 on. */
public final class Readings {
  /** The meters that take turns. */
  public static final List<String> METERS = List.of("gas", "power", "water");

  private Readings() {}

  /** The time of a reading. */
  public static Instant time(int reading) {
    return Instant.EPOCH.plus(Duration.standardSeconds(reading));
  }

  /** The meter of a reading. */
  public static String meter(int reading) {
    return METERS.get(reading % METERS.size());
  }

  /** The numbers of the readings in a minute, in order. */
  public static List<Integer> ofMinute(int minute) {
    return IntStream.range(minute * 60, (minute + 1) * 60).boxed().toList();
  }

  /** An unbounded collection of the first readings, in which the watermark is always behind. */
  public static TestStream<Integer> stream(int readings, Coder<Integer> coder) {
    TestStream.Builder<Integer> stream = TestStream.create(coder);
    for (int reading = 0; reading < readings; reading++) {
      stream = stream.addElements(TimestampedValue.of(reading, time(reading)));
      if (reading % 25 == 24) {
        stream = stream.advanceWatermarkTo(time(reading - 10));
      }
    }
    return stream.advanceWatermarkToInfinity();
  }
}
