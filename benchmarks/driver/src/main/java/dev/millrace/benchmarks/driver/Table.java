/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** A table of Markdown under a heading. The first column is of words, the others are of numbers. */
final class Table {
  private static final String NONE = "–";

  private final StringBuilder text = new StringBuilder();

  Table(String title, List<String> columns) {
    text.append("\n## ").append(title).append("\n\n");
    row(columns);
    text.append("|---").append("|--:".repeat(columns.size() - 1)).append("|\n");
  }

  /** Adds a row of cells, as many as there are columns. */
  Table row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    return this;
  }

  /** Adds a row of cells, as many as there are columns. */
  Table row(String... cells) {
    return row(Arrays.asList(cells));
  }

  /** A number as a cell. */
  static String cell(OptionalDouble value, String format) {
    return value.isEmpty() ? NONE : String.format(Locale.ROOT, format, value.getAsDouble());
  }

  /** A number as a cell, with commas. */
  static String cell(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** The table as Markdown. */
  @Override
  public String toString() {
    return text.toString();
  }
}
