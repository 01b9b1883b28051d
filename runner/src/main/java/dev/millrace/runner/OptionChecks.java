/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Checks the values of options and collects what is wrong with them, so that a user sees it all.
 */
final class OptionChecks {
  private final List<String> offences = new ArrayList<>();

  /**
   * Answers {@code value} if it is from {@code min} to {@code max}, inclusive, else notes an
   * offence and answers the nearest that is.
   */
  int inRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      refuse(option, value, "a number from " + min + " to " + max);
    }
    return Math.min(max, Math.max(min, value));
  }

  /** Answers the constant that {@code value} names in lower case, else notes an offence. */
  <E extends Enum<E>> E oneOf(String option, @Nullable String value, Class<E> type) {
    Optional<E> constant = constant(value, type);
    if (constant.isEmpty()) {
      refuse(option, value, "one of " + names(type));
    }
    return constant.orElse(type.getEnumConstants()[0]);
  }

  /** Answers the constants that {@code values} name in lower case; notes those it does not know. */
  <E extends Enum<E>> Set<E> someOf(
      String option, @Nullable Collection<String> values, Class<E> type) {
    Set<E> found = EnumSet.noneOf(type);
    for (String value : orEmpty(values)) {
      constant(value, type)
          .ifPresentOrElse(
              found::add,
              () -> refuse(option, value, "none or more of " + names(type) + ", with commas"));
    }
    return found;
  }

  /** Answers those of {@code values} that are {@code known}, notes the others. */
  Set<String> someOf(String option, @Nullable Collection<String> values, Set<String> known) {
    Set<String> found = new HashSet<>();
    for (String value : orEmpty(values)) {
      if (known.contains(value)) {
        found.add(value);
      } else {
        refuse(
            option,
            value,
            "none or more of " + String.join(", ", new TreeSet<>(known)) + ", with commas");
      }
    }
    return found;
  }

  /** Notes that {@code value} will not do. */
  void refuse(String option, @Nullable Object value, String expected) {
    offences.add("--" + option + "=" + value + ": expected " + expected);
  }

  /**
   * Ends the checks.
   *
   * @throws IllegalArgumentException if there were offences
   */
  void throwIfOffended() {
    if (!offences.isEmpty()) {
      throw new IllegalArgumentException(
          "MillraceRunner cannot run with these options:\n  " + String.join("\n  ", offences));
    }
  }

  private static Collection<String> orEmpty(@Nullable Collection<String> values) {
    return values == null ? List.of() : values;
  }

  private static <E extends Enum<E>> Optional<E> constant(@Nullable String value, Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .filter(candidate -> name(candidate).equals(value))
        .findFirst();
  }

  private static <E extends Enum<E>> String names(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(OptionChecks::name)
        .collect(Collectors.joining(", "));
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
