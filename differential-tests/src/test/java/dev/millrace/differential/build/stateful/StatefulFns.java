/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build.stateful;

import dev.millrace.differential.spec.Step.Behaviour;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Instant;

/** The functions that behave as specifications say. */
public final class StatefulFns {
  private StatefulFns() {}

  /** A function that behaves like {@code behaviour}. */
  public static DoFn<KV<String, String>, KV<String, String>> of(Behaviour behaviour) {
    return switch (behaviour) {
      case NUMBER -> new NumberFn();
      case COLLECT -> new CollectFn();
      case EXPIRE -> new ExpireFn();
      case TALLY -> new TallyFn();
      case TICK -> new TickFn();
      case RELAY -> new RelayFn();
      case DEBOUNCE -> new DebounceFn();
      case DELAY -> new DelayFn();
    };
  }

  /** The earlier of {@code millis} after {@code time} and the end of {@code window}. */
  static Instant within(BoundedWindow window, Instant time, long millis) {
    Instant end = window.maxTimestamp();
    Instant target = time.plus(millis);
    return target.isBefore(end) ? target : end;
  }

  /** What {@code label} tells of {@code values}, in whatever order they are. */
  static String told(String label, Iterable<String> values) {
    List<String> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    Collections.sort(sorted);
    return label + sorted;
  }
}
