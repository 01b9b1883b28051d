/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import java.util.ArrayList;
import java.util.List;

/**
 * What all branches of a random pipeline read.
 *
 * @param origin where the elements come from
 * @param events what happens, before the watermark goes to infinity
 */
public record Schedule(Origin origin, List<Event> events) {

  /** Where the elements of a pipeline come from. */
  public enum Origin {
    /** A test stream that plays the events. */
    TEST_STREAM,
    /** A bounded collection of all elements; the other events do not happen. */
    BOUNDED
  }

  /** A test stream that plays {@code events}. */
  public static Schedule stream(Event... events) {
    return new Schedule(Origin.TEST_STREAM, List.of(events));
  }

  /** A bounded collection of the elements that come in by {@code events}. */
  public static Schedule bounded(Event... events) {
    return new Schedule(Origin.BOUNDED, List.of(events));
  }

  /** How many keys there are among its elements. */
  public long keys() {
    return events.stream()
        .filter(Event.Elements.class::isInstance)
        .flatMap(event -> ((Event.Elements) event).arrivals().stream())
        .map(arrival -> arrival.key())
        .distinct()
        .count();
  }

  /** The same without the event at {@code index}. */
  public Schedule without(int index) {
    List<Event> fewer = new ArrayList<>(events);
    fewer.remove(index);
    return new Schedule(origin, List.copyOf(fewer));
  }
}
