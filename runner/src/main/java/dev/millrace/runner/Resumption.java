/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.RenamingSource;
import dev.millrace.execution.checkpoint.StateSource;
import dev.millrace.execution.embedded.checkpoint.Beginning;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.translation.compatibility.Compatibility;
import dev.millrace.translation.compatibility.Continuation;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a job runs, and what it begins with.
 *
 * @param graph what to run
 * @param from what to begin with, null to begin anew
 * @param names what the state in the checkpoint has to pass to be found
 * @param sections what manifests say of the pipeline
 */
record Resumption(
    StageGraph graph,
    @Nullable JobImage from,
    UnaryOperator<StateSource> names,
    Map<String, byte[]> sections) {
  private static final String MAPPING = "transformNameMapping";

  /** Of a job that begins anew with {@code graph}. */
  static Resumption anew(StageGraph graph, DurabilitySettings settings) {
    return new Resumption(graph, null, UnaryOperator.identity(), sections(graph, settings));
  }

  /**
   * Of a job that goes on from {@code beginning} with {@code graph}.
   *
   * @throws IOException if the checkpoint cannot be read
   * @throws dev.millrace.translation.compatibility.IncompatiblePipelineException if the pipeline
   *     cannot go on from there
   */
  static Resumption of(Beginning beginning, StageGraph graph, DurabilitySettings settings)
      throws IOException {
    JobImage image = beginning.image();
    if (image.finished()) {
      return new Resumption(graph, image, UnaryOperator.identity(), sections(graph, settings));
    }
    byte[] plan = beginning.section(Compatibility.SECTION);
    if (plan == null) {
      throw new IOException(beginning + " does not say of which pipeline it is");
    }
    Continuation continuation =
        Compatibility.check(
            plan,
            graph,
            Keyer.KEY_GROUPS,
            isMapped(beginning, settings) ? Map.of() : settings.transformNameMapping(),
            settings.allowNonRestoredState(),
            image::hasState);
    UnaryOperator<StateSource> names =
        continuation.names().changeNothing()
            ? UnaryOperator.identity()
            : state -> new RenamingSource(state, continuation.names()::of);
    return new Resumption(
        continuation.graph(),
        image.through(names),
        names,
        sections(continuation.graph(), settings));
  }

  // The command that has renamed transforms is still the same when it goes on from there.
  private static boolean isMapped(Beginning beginning, DurabilitySettings settings) {
    byte[] mapped = beginning.section(MAPPING);
    return mapped != null && new String(mapped, UTF_8).equals(mapping(settings));
  }

  private static Map<String, byte[]> sections(StageGraph graph, DurabilitySettings settings) {
    Map<String, byte[]> sections = new HashMap<>();
    sections.put(Compatibility.SECTION, Compatibility.describe(graph, Keyer.KEY_GROUPS));
    if (!settings.transformNameMapping().isEmpty()) {
      sections.put(MAPPING, mapping(settings).getBytes(UTF_8));
    }
    return sections;
  }

  private static String mapping(DurabilitySettings settings) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(settings.transformNameMapping())
        .forEach((old, now) -> text.append(old).append('\n').append(now).append('\n'));
    return text.toString();
  }
}
