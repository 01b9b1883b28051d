/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichTest {
  @TempDir Path directory;

  private final Set<String> enriched = new TreeSet<>();
  private final Set<String> unknown = new TreeSet<>();
  private final Map<String, Long> centsByCategory = new TreeMap<>();

  @BeforeEach
  void joinByHand() throws IOException {
    Map<String, String[]> products = new HashMap<>();
    for (String[] product : TextFiles.rows("products.csv")) {
      products.put(product[0], product);
    }
    for (String[] order : TextFiles.rows("orders.csv")) {
      String[] product = products.get(order[1]);
      String line = String.join(",", order);
      if (product == null) {
        unknown.add(line);
        continue;
      }
      long cents = Long.parseLong(product[2]) * Long.parseLong(order[2]);
      enriched.add(line + "," + product[3] + "," + cents);
      centsByCategory.merge(product[1], cents, Long::sum);
    }
  }

  @Test
  void joinsOrdersWithProductsAndSetsUnknownOnesAside() throws IOException {
    List<String> printed =
        new ArrayList<>(
            Printed.by(
                () ->
                    Enrich.main(
                        new String[] {
                          "--runner=MillraceRunner",
                          "--orders=data/orders.csv",
                          "--products=data/products.csv",
                          "--output=" + directory.resolve("orders")
                        })));

    assertEquals(
        enriched, new TreeSet<>(TextFiles.lines(TextFiles.in(directory, "orders-enriched"))));
    assertEquals(
        unknown, new TreeSet<>(TextFiles.lines(TextFiles.in(directory, "orders-unknown"))));
    printed.remove(printed.size() - 1);
    assertEquals(
        centsByCategory.entrySet().stream()
            .map(
                entry ->
                    String.format(
                        Locale.ROOT, "%-12s %10.2f", entry.getKey(), entry.getValue() / 100.0))
            .toList(),
        printed.stream().sorted().toList());
  }
}
