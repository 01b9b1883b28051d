/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InputWatermarkTest {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  @Test
  void withoutChannelsInputHasEnded() {
    InputWatermark watermark = new InputWatermark(0, MIN);

    assertTrue(watermark.ended());
    assertEquals(MAX, watermark.millis());
  }

  @Test
  void isTheMinimumOfAllChannels() {
    InputWatermark watermark = new InputWatermark(3, MIN);

    assertFalse(watermark.advance(0, 5));
    assertFalse(watermark.advance(1, 7));
    assertEquals(MIN, watermark.millis());
    assertTrue(watermark.advance(2, 6));
    assertEquals(5, watermark.millis());
    assertTrue(watermark.advance(0, 10));
    assertEquals(6, watermark.millis());
  }

  @Test
  void anEndedChannelDoesNotKeepItBack() {
    InputWatermark watermark = new InputWatermark(2, MIN);
    watermark.advance(0, 5);

    assertTrue(watermark.end(1));
    assertEquals(5, watermark.millis());
    assertFalse(watermark.ended());
    assertTrue(watermark.end(0));
    assertEquals(MAX, watermark.millis());
    assertTrue(watermark.ended());
  }

  @Test
  void anIdleChannelDoesNotKeepItBackUntilItResumes() {
    InputWatermark watermark = new InputWatermark(2, MIN);
    watermark.advance(0, 5);

    assertTrue(watermark.idle(1));
    assertEquals(5, watermark.millis());
    watermark.resume(1);
    assertFalse(watermark.advance(0, 8));
    assertEquals(5, watermark.millis());
    assertTrue(watermark.advance(1, 7));
    assertEquals(7, watermark.millis());
  }

  @Test
  void anIdleChannelKeepsItFromTheEndOfTime() {
    InputWatermark watermark = new InputWatermark(2, MIN);
    watermark.advance(0, 5);
    watermark.idle(1);

    assertFalse(watermark.end(0));
    assertEquals(5, watermark.millis());
    assertTrue(watermark.idle());
    assertTrue(watermark.end(1));
    assertEquals(MAX, watermark.millis());
  }

  @Test
  void isTheLatestOfTheIdleChannelsIfThereAreNoOthers() {
    InputWatermark watermark = new InputWatermark(2, MIN);
    watermark.advance(0, 5);

    assertFalse(watermark.idle(0));
    assertTrue(watermark.idle(1));
    assertEquals(5, watermark.millis());
  }

  @Test
  void neverMovesBackWhenAnIdleChannelResumesBehindIt() {
    InputWatermark watermark = new InputWatermark(2, MIN);
    watermark.idle(1);
    watermark.advance(0, 100);

    watermark.resume(1);
    assertFalse(watermark.advance(1, 50));
    assertFalse(watermark.advance(0, 200));
    assertEquals(100, watermark.millis());
    assertTrue(watermark.advance(1, 150));
    assertEquals(150, watermark.millis());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void agreesWithTheDefinitionOnRandomHistories(int channels) {
    for (int seed = 0; seed < 500; seed++) {
      history(channels, new Random(seed));
    }
  }

  private static void history(int channels, Random random) {
    InputWatermark watermark = new InputWatermark(channels, MIN);
    Definition definition = new Definition(channels);
    while (!watermark.ended()) {
      int channel = random.nextInt(channels);
      if (definition.ended[channel]) {
        continue;
      }
      long before = watermark.millis();
      if (random.nextInt(6) == 0) {
        definition.idle[channel] = false;
        watermark.resume(channel);
        assertEquals(before, watermark.millis());
        continue;
      }
      boolean advanced = step(watermark, definition, channel, random);
      assertEquals(definition.watermark(), watermark.millis());
      assertEquals(watermark.millis() > before, advanced);
    }
    assertEquals(MAX, watermark.millis());
  }

  private static boolean step(
      InputWatermark watermark, Definition definition, int channel, Random random) {
    int choice = random.nextInt(20);
    if (choice == 0) {
      definition.ended[channel] = true;
      definition.idle[channel] = false;
      definition.millis[channel] = MAX;
      return watermark.end(channel);
    }
    if (choice < 5) {
      definition.idle[channel] = true;
      return watermark.idle(channel);
    }
    definition.idle[channel] = false;
    long millis = Math.max(0, definition.millis[channel]) + 1 + random.nextInt(10);
    definition.millis[channel] = choice == 19 ? MAX : Math.min(MAX, millis);
    return watermark.advance(channel, definition.millis[channel]);
  }

  /** The watermark by its definition, from scratch at each call. */
  private static final class Definition {
    private final long[] millis;
    private final boolean[] idle;
    private final boolean[] ended;
    private long last = MIN;

    Definition(int channels) {
      millis = new long[channels];
      Arrays.fill(millis, MIN);
      idle = new boolean[channels];
      ended = new boolean[channels];
    }

    long watermark() {
      long minimum = MAX;
      boolean someIdle = false;
      long latestIdle = MIN;
      for (int i = 0; i < millis.length; i++) {
        someIdle |= idle[i];
        minimum = idle[i] ? minimum : Math.min(minimum, millis[i]);
        latestIdle = idle[i] && millis[i] < MAX ? Math.max(latestIdle, millis[i]) : latestIdle;
      }
      last = Math.max(last, minimum == MAX && someIdle ? latestIdle : minimum);
      return last;
    }
  }
}
