/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;

/**
 * Notes every breach of the laws of watermarks: an output watermark never moves back and never
 * passes a hold, and no element appears behind it unless one came in late.
 *
 * <p>Threading: used by all instances of a job.
 */
final class WatermarkLaws {
  private final List<String> breaches = new ArrayList<>();
  private boolean lateInput;

  /** Excuses elements behind the watermark from now on: a late one has come in. */
  synchronized void excuseLateness() {
    lateInput = true;
  }

  synchronized void outputAdvanced(long before, long now, long held) {
    if (now < before) {
      breaches.add("the output watermark moved back from " + before + " to " + now);
    }
    if (now > before && now > held) {
      breaches.add("the output watermark " + now + " passed what holds it at " + held);
    }
  }

  synchronized void heldBehind(long hold, long watermark) {
    if (!lateInput) {
      breaches.add("a hold at " + hold + " behind the output watermark " + watermark);
    }
  }

  synchronized void arrived(WindowedValue<?> element, long watermark) {
    if (!lateInput && element.getTimestamp().getMillis() < watermark) {
      breaches.add(element + " came behind the watermark " + watermark);
    }
  }

  /**
   * The watermark arrives.
   *
   * @param before when the same instance was told before
   * @param ever the latest that any was told
   */
  synchronized void watermarkArrived(long before, long ever, long now) {
    if (now <= before || now < ever) {
      breaches.add("the watermark that arrived moved from " + ever + " to " + now);
    }
  }

  synchronized void bundleFinished(boolean finished) {
    if (!finished) {
      breaches.add("a bundle is open after finishBundle");
    }
  }

  synchronized List<String> breaches() {
    return List.copyOf(breaches);
  }

  static long min(long... times) {
    long min = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
    for (long time : times) {
      min = Math.min(min, time);
    }
    return min;
  }
}
