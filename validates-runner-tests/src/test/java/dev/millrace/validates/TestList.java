/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lists of tests kept as resources: one {@code package.Class#method # reason} per line. */
final class TestList {
  private TestList() {}

  /** Reads a list in which every test must carry a reason. */
  static SortedSet<String> read(String resource) {
    var names = new TreeSet<String>();
    for (String line : lines(resource)) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split("\\s+#\\s*", 2);
      if (parts.length < 2 || parts[1].isBlank() || !parts[0].contains("#")) {
        throw new IllegalStateException(
            resource + ": expected 'package.Class#method  # reason' but found: " + line);
      }
      if (!names.add(parts[0])) {
        throw new IllegalStateException(resource + ": listed twice: " + parts[0]);
      }
    }
    return names;
  }

  /** As {@link #read}, and an empty list if there is no such resource. */
  static SortedSet<String> readIfPresent(String resource) {
    return TestList.class.getClassLoader().getResource(resource) == null
        ? new TreeSet<>()
        : read(resource);
  }

  private static List<String> lines(String resource) {
    try (InputStream in = TestList.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no such resource: " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("reading the list of tests " + resource, e);
    }
  }
}
