/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.execution.observe.ReasonsText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How results are printed. */
final class Output {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  Output() {}

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** Prints {@code value} if JSON is wanted; whether it is. */
  boolean json(Object value) {
    if (json) {
      try {
        out().println(MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException(e);
      }
    }
    return json;
  }

  /** Prints rows, the first of which has the heads, in columns. */
  void table(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        if (i == widths.size()) {
          widths.add(0);
        }
        widths.set(i, Math.max(widths.get(i), row.get(i).length()));
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
      }
      out().println(line.toString().stripTrailing());
    }
  }

  /**
   * Prints {@code list}, whole if JSON is wanted, else in columns.
   *
   * @param heads of the columns; empty for none
   * @param row what stands in the columns for one of the list
   */
  void list(JsonNode list, List<String> heads, Function<JsonNode, List<String>> row) {
    if (json(list)) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    if (!heads.isEmpty()) {
      rows.add(heads);
    }
    list.forEach(one -> rows.add(row.apply(one)));
    table(rows);
  }

  static String time(long millis) {
    return ReasonsText.time(millis);
  }

  static String duration(long millis) {
    return Duration.ofMillis(millis).toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
