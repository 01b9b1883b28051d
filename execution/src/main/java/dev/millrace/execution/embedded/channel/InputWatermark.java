/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

import java.util.Arrays;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * The input watermark of a task: the minimum over its channels.
 *
 * <p>A channel that has ended counts as {@code TIMESTAMP_MAX_VALUE}. An idle one does not count; if
 * only idle ones are left the watermark is the latest of theirs, whichever became idle first. The
 * watermark never moves back: a channel that was idle and resumes below it brings late elements.
 *
 * <p>Not thread-safe.
 */
public final class InputWatermark {
  private static final long MIN = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private final long[] channels;
  private final boolean[] idle;
  private int open;
  private int idling;
  // How many channels keep the watermark where it is, or fewer: a scan is due when none is left.
  private int lowest;
  private long watermark;

  /**
   * A watermark over {@code channels} channels; without any, input has ended from the start.
   *
   * @param floor where the watermark begins
   */
  public InputWatermark(int channels, long floor) {
    this.channels = new long[channels];
    this.idle = new boolean[channels];
    Arrays.fill(this.channels, MIN);
    this.open = channels;
    this.lowest = channels;
    this.watermark = channels == 0 ? MAX : floor;
  }

  /** The watermark in milliseconds. */
  public long millis() {
    return watermark;
  }

  /** Whether all channels have ended. */
  public boolean ended() {
    return open == 0;
  }

  /** Whether there are channels that have not ended and all of those are idle. */
  public boolean idle() {
    return open > 0 && idling == open;
  }

  /** Tells the watermark of a channel; true if that advances the input watermark. */
  public boolean advance(int channel, long millis) {
    resume(channel);
    long before = channels[channel];
    if (millis > before) {
      channels[channel] = millis;
      passed(before);
    }
    return scanIfDue();
  }

  /** Tells that a channel is idle; true if that advances the input watermark. */
  public boolean idle(int channel) {
    if (!idle[channel]) {
      idle[channel] = true;
      idling++;
      passed(channels[channel]);
    }
    return scanIfDue();
  }

  /**
   * Tells that a channel is in use again, if it was idle. Does not advance the watermark, even
   * where all channels were idle: the next word of the channel will.
   */
  public void resume(int channel) {
    if (idle[channel]) {
      idle[channel] = false;
      idling--;
      if (channels[channel] <= watermark) {
        lowest++;
      }
    }
  }

  /** Tells that a channel has ended; true if that advances the input watermark. */
  public boolean end(int channel) {
    boolean advanced = advance(channel, MAX);
    open--;
    // Idle channels may have been all that kept the watermark from the end of time.
    return scan() || advanced;
  }

  // A channel does not count at millis any more.
  private void passed(long millis) {
    if (millis <= watermark) {
      lowest--;
    }
  }

  private boolean scanIfDue() {
    return lowest <= 0 && scan();
  }

  private boolean scan() {
    long minimum = MAX;
    long latestIdle = MIN;
    int count = 0;
    for (int i = 0; i < channels.length; i++) {
      if (idle[i]) {
        latestIdle = channels[i] < MAX ? Math.max(latestIdle, channels[i]) : latestIdle;
        continue;
      }
      long millis = Math.max(channels[i], watermark);
      if (millis <= minimum) {
        count = millis < minimum ? 1 : count + 1;
        minimum = millis;
      }
    }
    boolean onlyIdle = minimum == MAX && idling > 0;
    lowest = onlyIdle ? 0 : count;
    return advanceTo(onlyIdle ? latestIdle : minimum);
  }

  private boolean advanceTo(long millis) {
    if (millis <= watermark) {
      return false;
    }
    watermark = millis;
    return true;
  }
}
