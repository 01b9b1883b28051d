/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final Instant START = Instant.parse("2024-03-01T12:00:00Z");
  private static final long NO_WATERMARK = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();

  @Test
  void aBatchTellsHowMuchItHasRead() {
    assertEquals(
        "00:02   47%  in 120.0k/s  out 500/s  2/5 stages: ReadLines, CountWords",
        render(
            sample(0, 0, 0, NO_WATERMARK, 0),
            sample(2, 240_000, 1_000, NO_WATERMARK, 0.479, "ReadLines", "CountWords")));
  }

  @Test
  void aStreamTellsHowFarItsWatermarkIsBehind() {
    long watermark = START.plusSeconds(8).toEpochMilli() - 1_500;

    assertEquals(
        "00:10  in 0/s  out 0/s  watermark -3.5s  1/5 stages: Totals",
        render(
            sample(9, 7, 7, watermark, Double.NaN, "Totals"),
            sample(10, 7, 7, watermark, Double.NaN, "Totals")));
  }

  @Test
  void aWatermarkOfLongAgoIsToldAsATime() {
    long watermark = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();

    assertEquals(
        "1:01:01  in 2.0M/s  out 1.0k/s  watermark 2020-01-01T00:00:00Z  0/5 stages",
        render(
            sample(3660, 0, 0, watermark, Double.NaN),
            sample(3661, 2_000_000, 1_000, watermark, Double.NaN)));
  }

  @Test
  void twoSamplesOfOneMomentHaveNoRate() {
    ProgressSample sample = sample(0, 5, 5, NO_WATERMARK, Double.NaN);

    assertEquals("00:00  in 0/s  out 0/s  0/5 stages", render(sample, sample));
  }

  private static String render(ProgressSample before, ProgressSample now) {
    return ProgressLine.render(before, now, Duration.between(START, now.time()));
  }

  private static ProgressSample sample(
      long second, long in, long out, long watermark, double fraction, String... running) {
    return new ProgressSample(
        START.plusSeconds(second), in, out, watermark, List.of(running), 5, fraction);
  }
}
