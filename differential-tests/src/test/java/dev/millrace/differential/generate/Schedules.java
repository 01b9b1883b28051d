/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.generate;

import dev.millrace.differential.spec.Event;
import dev.millrace.differential.spec.Event.Arrival;
import dev.millrace.differential.spec.Schedule;
import java.util.ArrayList;
import java.util.List;

/** Makes schedules: elements in and out of order and late, under a watermark that follows them. */
final class Schedules {
  /** How far the expiry of any window of any grouping can be from the last element. */
  private static final int LONGEST = 40;

  private final Choice choice;
  private final Shape shape;
  private final List<Event> events = new ArrayList<>();
  private long watermark = Long.MIN_VALUE;
  private long earliest = Long.MAX_VALUE;
  private long time;
  private int values;

  Schedules(Choice choice, Shape shape) {
    this.choice = choice;
    this.shape = shape;
  }

  Schedule make() {
    time = choice.oneOf(-9, 0, 0, 4);
    int rounds = choice.between(4, 9);
    for (int i = 0; i < rounds; i++) {
      events.add(new Event.Elements(arrivals()));
      time += choice.between(0, 3);
      if (choice.chance(35)) {
        raiseWatermark(time - choice.between(-2, 5));
      }
      if (choice.chance(10)) {
        raiseWatermark(time + choice.between(3, 12));
      }
      if (choice.chance(30)) {
        events.add(new Event.ProcessingTime(choice.between(1, 8)));
      }
    }
    // All that waits for processing time comes before the end.
    events.add(new Event.ProcessingTime(1000));
    if (!shape.leaps()) {
      raiseWatermark(Math.max(time, watermark) + LONGEST);
    }
    return new Schedule(shape.origin(), List.copyOf(events));
  }

  private List<Arrival> arrivals() {
    List<Arrival> arrivals = new ArrayList<>();
    int count = shape.isOneByOne() ? 1 : choice.between(1, 3);
    for (int i = 0; i < count; i++) {
      String key = "k" + choice.between(1, shape.keys());
      long timestamp = timestamp();
      earliest = Math.min(earliest, timestamp);
      arrivals.add(new Arrival(key, "v" + values++, timestamp));
    }
    return List.copyOf(arrivals);
  }

  private long timestamp() {
    long timestamp =
        choice.chance(15) ? time - choice.between(5, 14) : time + choice.between(-4, 4);
    return shape.isPunctual() ? Math.max(timestamp, watermark) : timestamp;
  }

  private void raiseWatermark(long target) {
    if (target <= watermark) {
      return;
    }
    if (!shape.leaps()) {
      for (long step = Math.max(earliest, watermark + 1); step < target; step++) {
        events.add(new Event.Watermark(step));
      }
    }
    watermark = target;
    events.add(new Event.Watermark(watermark));
  }
}
