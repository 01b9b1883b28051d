/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.build;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What is made of the values of elements. */
final class Values {
  private static final int MAX_LENGTH = 120;

  private Values() {}

  /** All of {@code values}, sorted, in one. */
  static String joined(Iterable<String> values) {
    List<String> sorted = new ArrayList<>();
    values.forEach(sorted::add);
    Collections.sort(sorted);
    return shortened(sorted.toString());
  }

  /** A number that depends on every character of {@code value}. */
  static long measure(String value) {
    return value.hashCode() & 0xff;
  }

  /** Whether {@code value} is one of the better half. */
  static boolean isEven(String value) {
    return measure(value) % 2 == 0;
  }

  private static String shortened(String value) {
    return value.length() <= MAX_LENGTH
        ? value
        : value.substring(0, MAX_LENGTH) + "...#" + Integer.toHexString(value.hashCode());
  }
}
