/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.util.Locale;

/** What a coder is for in a transform or state. */
enum CoderRole {
  /** Keys, by whose bytes all that belongs to them is found. */
  KEY("key coder", true),
  /** Values that wait to be grouped, or a value in state. */
  VALUE("value coder", false),
  /** Accumulators of a combine function. */
  ACCUMULATOR("accumulator coder", false),
  /** Elements of a bag, a list or a side input, and those that wait or are kept by a source. */
  ELEMENT("element coder", false),
  /** Elements of a set, by whose bytes they are found. */
  MEMBER("element coder", true),
  /** Keys in a map, by whose bytes entries are found. */
  MAP_KEY("map key coder", true),
  /** Windows, by whose bytes all that belongs to them is found. */
  WINDOW("window coder", true),
  /** Restrictions of a splittable DoFn. */
  RESTRICTION("restriction coder", false),
  /** State of a watermark estimator. */
  ESTIMATOR_STATE("watermark estimator state coder", false),
  /** Checkpoint marks of an unbounded source. */
  MARK("checkpoint mark coder", false);

  private final String words;
  private final boolean identity;

  CoderRole(String words, boolean identity) {
    this.words = words;
    this.identity = identity;
  }

  /** For people. */
  String words() {
    return words;
  }

  /** Whether state is found by the bytes, so that they may not change in the least. */
  boolean identity() {
    return identity;
  }

  /** The name in the written form. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
