/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.beam.sdk.metrics.Metrics;

/** Takes note of calls of user code: in metrics, and of the class loader that they had. */
final class Calls {
  static final String NAMESPACE = "calls";
  private static final Map<String, Set<ClassLoader>> LOADERS = new ConcurrentHashMap<>();

  private Calls() {}

  /** Forgets everything. */
  static void reset() {
    LOADERS.clear();
  }

  /** Notes a call of {@code kind} by the calling thread. */
  static void note(String kind) {
    Metrics.counter(NAMESPACE, kind).inc();
    LOADERS
        .computeIfAbsent(kind, absent -> ConcurrentHashMap.newKeySet())
        .add(Thread.currentThread().getContextClassLoader());
  }

  /** The context class loaders of the calls by their kind. */
  static Map<String, Set<ClassLoader>> loaders() {
    return LOADERS;
  }
}
