/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.embedded.JobSettings;
import java.util.Random;

/** Channels that are full at random: a way to make rare interleavings common. */
public final class Disturbance {
  private Disturbance() {}

  /** Channels of at most 1 to {@code chunks} chunks, by {@code seed}. */
  public static JobSettings.Channels channels(int chunkElements, int chunks, long seed) {
    return new JobSettings.Channels(
        chunkElements,
        channel -> {
          Random random = new Random(seed + channel);
          return () -> 1 + random.nextInt(chunks);
        });
  }
}
