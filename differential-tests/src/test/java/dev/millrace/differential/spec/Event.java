/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import java.util.List;

/** One of the things that a test stream does, each after all that came of the one before. */
public sealed interface Event {

  /**
   * Elements come in, in one bundle.
   *
   * @param arrivals the elements in their order
   */
  record Elements(List<Arrival> arrivals) implements Event {}

  /**
   * The watermark of the stream rises.
   *
   * @param millis what it rises to
   */
  record Watermark(long millis) implements Event {}

  /**
   * Processing time passes.
   *
   * @param millis how much of it
   */
  record ProcessingTime(long millis) implements Event {}

  /**
   * An element of the stream.
   *
   * @param key its key
   * @param value its value, which no other element of the stream has
   * @param timestamp its event time in milliseconds
   */
  record Arrival(String key, String value, long timestamp) {}

  /** One element comes in. */
  static Event element(String key, String value, long timestamp) {
    return new Elements(List.of(new Arrival(key, value, timestamp)));
  }

  /** The watermark rises to {@code millis}. */
  static Event watermark(long millis) {
    return new Watermark(millis);
  }

  /** Processing time passes. */
  static Event processingTime(long millis) {
    return new ProcessingTime(millis);
  }
}
