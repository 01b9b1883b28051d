/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.util.List;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.AfterFirst;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterSynchronizedProcessingTime;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark.AfterWatermarkEarlyAndLate;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.TimestampTransform;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * When a window fires, as data: what the common triggers come to.
 *
 * @param first the pace of firings from the first element on; up to the end of the window if that
 *     fires, else for ever
 * @param firesAtEnd whether the window fires once when the watermark is past its end
 * @param afterEnd the pace of firings after that one; null if that one closes the window, and if
 *     there is none
 */
public record FiringRule(Pace first, boolean firesAtEnd, @Nullable Pace afterEnd) {

  /**
   * How often a window fires: once a pane has so many elements, or a time after its first one,
   * whichever is earlier.
   *
   * @param elements how many elements; {@code Long.MAX_VALUE} if their number is of no concern
   * @param clock by which time, null if time is of no concern
   * @param delay how long after the first element, in milliseconds
   */
  public record Pace(long elements, @Nullable TimeDomain clock, long delay) {
    private static final Pace NEVER = new Pace(Long.MAX_VALUE, null, 0);
    private static final Pace EACH_ELEMENT = new Pace(1, null, 0);

    private @Nullable Pace or(@Nullable Pace other) {
      if (other == null || (clock != null && other.clock != null)) {
        return null;
      }
      long fewer = Math.min(elements, other.elements);
      return clock == null
          ? new Pace(fewer, other.clock, other.delay)
          : new Pace(fewer, clock, delay);
    }
  }

  /** What {@code trigger} comes to; null if that cannot be told in these terms. */
  public static @Nullable FiringRule of(Trigger trigger) {
    if (trigger instanceof Never.NeverTrigger) {
      return new FiringRule(Pace.NEVER, false, null);
    }
    if (trigger instanceof DefaultTrigger) {
      return new FiringRule(Pace.NEVER, true, Pace.EACH_ELEMENT);
    }
    if (trigger instanceof AfterWatermark.FromEndOfWindow) {
      return new FiringRule(Pace.NEVER, true, null);
    }
    if (trigger instanceof AfterWatermarkEarlyAndLate ends) {
      return aroundEnd(ends);
    }
    return trigger instanceof Repeatedly repeatedly
        ? repeated(repeatedly.getRepeatedTrigger())
        : null;
  }

  private static @Nullable FiringRule aroundEnd(AfterWatermarkEarlyAndLate ends) {
    Pace early = simple(ends.getEarlyTrigger());
    Pace late = ends.getLateTrigger() == null ? null : simple(ends.getLateTrigger());
    boolean lateIsTold = late != null || ends.getLateTrigger() == null;
    return early != null && lateIsTold ? new FiringRule(early, true, late) : null;
  }

  private static @Nullable FiringRule repeated(Trigger trigger) {
    if (trigger instanceof AfterWatermark.FromEndOfWindow) {
      return new FiringRule(Pace.NEVER, true, Pace.EACH_ELEMENT);
    }
    Pace pace =
        trigger instanceof AfterFirst ? whicheverIsEarlier(trigger.subTriggers()) : simple(trigger);
    return pace == null ? null : new FiringRule(pace, false, null);
  }

  // Only where it repeats: elsewhere Beam's machines do not forget which of them has fired, and
  // fire for each element from then on.
  private static @Nullable Pace whicheverIsEarlier(List<Trigger> triggers) {
    Pace earlier = Pace.NEVER;
    for (Trigger trigger : triggers) {
      earlier = earlier == null ? null : earlier.or(simple(trigger));
    }
    return earlier;
  }

  private static @Nullable Pace simple(Trigger trigger) {
    if (trigger instanceof Never.NeverTrigger) {
      return Pace.NEVER;
    }
    if (trigger instanceof AfterPane pane && pane.getElementCount() > 0) {
      return new Pace(pane.getElementCount(), null, 0);
    }
    if (trigger instanceof AfterSynchronizedProcessingTime) {
      return new Pace(Long.MAX_VALUE, TimeDomain.SYNCHRONIZED_PROCESSING_TIME, 0);
    }
    return trigger instanceof AfterProcessingTime time ? delayed(time) : null;
  }

  private static @Nullable Pace delayed(AfterProcessingTime trigger) {
    long delay = 0;
    for (TimestampTransform transform : trigger.getTimestampTransforms()) {
      if (!(transform instanceof TimestampTransform.Delay plus)) {
        return null;
      }
      delay += plus.getDelay().getMillis();
    }
    return new Pace(Long.MAX_VALUE, TimeDomain.PROCESSING_TIME, delay);
  }
}
