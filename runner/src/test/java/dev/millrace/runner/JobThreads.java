/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** The threads of a job, by the name that the job was given. */
final class JobThreads {
  private JobThreads() {}

  static List<Thread> of(String jobName) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("millrace-" + jobName + "-"))
        .toList();
  }

  static void assertNone(String jobName) {
    assertEquals(List.of(), of(jobName).stream().map(Thread::getName).toList(), "threads left");
  }
}
