/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** The threads that jobs of tests run on. */
final class TestThreads {
  private TestThreads() {}

  /** Fails if a thread of a job is alive. */
  static void assertNone() {
    assertEquals(List.of(), alive(), "threads left behind");
  }

  static List<String> alive() {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(name -> name.startsWith("millrace-test-"))
        .sorted()
        .toList();
  }
}
