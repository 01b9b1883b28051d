/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import java.util.Locale;

/** What every report begins with: the command that made it, on what, and how. */
final class Preamble {
  private Preamble() {}

  static String of(String title, Settings settings) {
    return String.format(
        Locale.ROOT,
        """
        # %s

            mvn -q -Pbenchmarks -pl benchmarks/driver -am compile exec:java "-Dexec.args=%s"

        Repetitions: %d (medians shown), after warm-ups: %d, in %s, engines in turn. Heap %s, \
        processors %d, Java %s, scale %s.
        """,
        title,
        settings.commandLine(),
        settings.repetitions(),
        settings.warmUps(),
        settings.sharedJvm() ? "a JVM per engine" : "a JVM per query and engine",
        settings.heap(),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        settings.scale());
  }
}
