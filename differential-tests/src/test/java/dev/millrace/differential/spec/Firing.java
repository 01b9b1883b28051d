/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import java.util.List;

/** When a window fires: a trigger, as data. */
public sealed interface Firing {

  /** Beam's default: at the end of the window, and then for every late element. */
  record Default() implements Firing {}

  /** Never before the window expires. */
  record Never() implements Firing {}

  /** Once, when the watermark passes the end of the window. */
  record EndOfWindow() implements Firing {}

  /** At the end of the window, {@code early} before it, and {@code late} after it. */
  record EarlyAndLate(Firing early, Firing late) implements Firing {}

  /** At the end of the window, and {@code early} before it. */
  record Early(Firing early) implements Firing {}

  /** Once, when a pane has {@code elements}. */
  record Count(int elements) implements Firing {}

  /** Once, when {@code millis} of processing time have passed since the pane's first element. */
  record Delay(long millis) implements Firing {}

  /** When one of {@code parts} would. */
  record First(List<Firing> parts) implements Firing {}

  /** When all of {@code parts} would have. */
  record All(List<Firing> parts) implements Firing {}

  /** As each of {@code parts}, in turn. */
  record Each(List<Firing> parts) implements Firing {}

  /** As {@code repeated}, again and again. */
  record Forever(Firing repeated) implements Firing {}

  /** As {@code firing}, until {@code last} fires for the last time. */
  record Until(Firing firing, Firing last) implements Firing {}

  /** The firings that this one is made of. */
  default List<Firing> parts() {
    if (this instanceof EarlyAndLate both) {
      return List.of(both.early, both.late);
    } else if (this instanceof Early early) {
      return List.of(early.early);
    } else if (this instanceof First first) {
      return first.parts;
    } else if (this instanceof All all) {
      return all.parts;
    } else if (this instanceof Each each) {
      return each.parts;
    } else if (this instanceof Forever forever) {
      return List.of(forever.repeated);
    } else if (this instanceof Until until) {
      return List.of(until.firing, until.last);
    }
    return List.of();
  }

  /** Whether the processing time has a say in this. */
  default boolean looksAtProcessingTime() {
    return this instanceof Delay || parts().stream().anyMatch(Firing::looksAtProcessingTime);
  }
}
