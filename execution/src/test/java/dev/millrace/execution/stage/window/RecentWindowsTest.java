/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.window;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class RecentWindowsTest {

  @Test
  void timestampsHaveTheWindowsOfTheFunctionWhateverCameBefore() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      long period = 1L + random.nextInt(20);
      Duration offset = Duration.millis(random.nextInt((int) period));
      FixedWindows fixed = FixedWindows.of(Duration.millis(period)).withOffset(offset);
      SlidingWindows sliding =
          SlidingWindows.of(Duration.millis(period * (1 + random.nextInt(5))))
              .every(Duration.millis(period))
              .withOffset(offset);
      RecentWindows ofFixed = RecentWindows.of(fixed);
      RecentWindows ofSliding = RecentWindows.of(sliding);
      for (int i = 0; i < 200; i++) {
        Instant timestamp = timestamp(random);
        assertEquals(List.of(fixed.assignWindow(timestamp)), ofFixed.at(timestamp));
        assertEquals(
            new HashSet<>(sliding.assignWindows(timestamp)),
            new HashSet<>(ofSliding.at(timestamp)));
      }
    }
  }

  private static Instant timestamp(Random random) {
    return switch (random.nextInt(20)) {
      case 0 -> BoundedWindow.TIMESTAMP_MIN_VALUE.plus(random.nextInt(100));
      case 1 -> BoundedWindow.TIMESTAMP_MAX_VALUE.minus(random.nextInt(100));
      default -> Instant.ofEpochMilli(random.nextInt(100) - 50);
    };
  }

  @Test
  void neighboursHaveTheSameCollection() {
    RecentWindows windows =
        RecentWindows.of(SlidingWindows.of(Duration.millis(20)).every(Duration.millis(10)));
    List<? extends BoundedWindow> first = windows.at(Instant.ofEpochMilli(10));
    assertSame(first, windows.at(Instant.ofEpochMilli(19)));
    assertSame(first, windows.at(Instant.ofEpochMilli(10)));
  }

  @Test
  void windowsThatDoNotBeginAndEndTogetherAreNotRemembered() {
    assertNull(RecentWindows.of(SlidingWindows.of(Duration.millis(12)).every(Duration.millis(5))));
    assertNull(RecentWindows.of(SlidingWindows.of(Duration.millis(5)).every(Duration.millis(12))));
    assertNull(RecentWindows.of(new GlobalWindows()));
  }
}
