/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which tests to run, by parts of {@code package.Class#method}.
 *
 * @param wanted parts of names, one of which must occur; empty selects everything
 * @param unwanted parts of names, none of which may occur
 */
record Selection(List<String> wanted, List<String> unwanted) {
  private static final String NOT = "!";

  /** Reads parts of names, separated by commas, unwanted ones after an exclamation mark. */
  static Selection of(String parts) {
    List<String> all =
        Arrays.stream(parts.split(",", -1))
            .map(String::strip)
            .filter(Predicate.not(String::isEmpty))
            .toList();
    return new Selection(
        all.stream().filter(part -> !part.startsWith(NOT)).toList(),
        all.stream()
            .filter(part -> part.startsWith(NOT))
            .map(part -> part.substring(NOT.length()))
            .toList());
  }

  /** Whether nothing is deselected. */
  boolean all() {
    return wanted.isEmpty() && unwanted.isEmpty();
  }

  boolean includes(String name) {
    return (wanted.isEmpty() || wanted.stream().anyMatch(name::contains))
        && unwanted.stream().noneMatch(name::contains);
  }
}
