/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Where the sinks of this JVM meet. Engines run in this JVM, whatever they do to the objects they
 * are given, so what all their sinks have received is found here. Safe for concurrent use.
 */
public final class Sinks {
  private static final Map<Long, Checksum> RECEIVED = new ConcurrentHashMap<>();
  private static final Set<String> CALLERS = ConcurrentHashMap.newKeySet();

  private Sinks() {}

  /** Adds what a part of a sink has received to what {@code run} has. */
  static void add(long run, Checksum part) {
    RECEIVED.merge(
        run,
        part,
        (all, more) -> new Checksum(all.elements() + more.elements(), all.sum() + more.sum()));
  }

  /** What {@code run} has received, which is forgotten. */
  public static Checksum take(long run) {
    Checksum received = RECEIVED.remove(run);
    return received == null ? new Checksum(0, 0) : received;
  }

  /** Notes whose threads call a sink: for a proof of which engine it was that ran. */
  public static void witness() {
    CALLERS.addAll(
        StackWalker.getInstance()
            .walk(frames -> frames.map(f -> f.getClassName()).collect(Collectors.toSet())));
  }

  /** Whether a class whose name starts with {@code prefix} has called a sink in this JVM. */
  public static boolean wasCalledBy(String prefix) {
    return CALLERS.stream().anyMatch(name -> name.startsWith(prefix));
  }
}
