/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Pipeline options of a run, by name; a later one replaces an earlier one of its name.
 *
 * @param byName the options as on a command line, by their names
 */
record SuiteOptions(Map<String, String> byName) {
  /** Reads options as on a command line: separated by blanks, each {@code --name=value}. */
  static SuiteOptions of(String commandLine) {
    var byName = new LinkedHashMap<String, String>();
    Arrays.stream(commandLine.strip().split("\\s+", -1))
        .filter(option -> !option.isEmpty())
        .forEach(option -> byName.put(name(option), option));
    return new SuiteOptions(byName);
  }

  SuiteOptions and(SuiteOptions others) {
    var both = new LinkedHashMap<>(byName);
    both.putAll(others.byName);
    return new SuiteOptions(both);
  }

  /** The value of an option that is there. */
  String value(String name) {
    return byName.get(name).substring(name.length() + 1);
  }

  /** The JSON list that Beam's {@code TestPipeline} reads. */
  String toJson() {
    return byName.values().stream()
        .map(option -> '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String name(String option) {
    int end = option.indexOf('=');
    if (!option.startsWith("--") || end < 0) {
      throw new IllegalArgumentException("expected --name=value but found: " + option);
    }
    return option.substring(0, end);
  }
}
