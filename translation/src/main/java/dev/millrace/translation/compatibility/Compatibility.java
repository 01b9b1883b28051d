/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.graph.StageGraph;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Checks a pipeline that is to be restored against the one that made the checkpoint.
 *
 * <p>Threading: any thread; nothing is kept between calls.
 */
public final class Compatibility {
  /** The name of the section of a manifest that {@link #describe} makes. */
  public static final String SECTION = "plan";

  private Compatibility() {}

  /**
   * Describes all of {@code graph} that state depends on, for the manifest of its checkpoints. Of
   * one pipeline the bytes are always the same, however it is fused.
   *
   * @param graph the graph that runs: where {@link #check} has been asked, the one that it answered
   * @param keyGroups how many key groups the state of keys is in
   */
  public static byte[] describe(StageGraph graph, int keyGroups) {
    return SignatureJson.write(PlanSignature.of(graph, keyGroups));
  }

  /**
   * Checks that {@code graph} can go on from a checkpoint, which may have state of every transform
   * that can have any.
   *
   * @param section what {@link #describe} made of the graph that the checkpoint is of
   * @param graph the graph that is to run, as translation has made it
   * @param keyGroups how many key groups the state of keys is in
   * @param transformNameMapping new names of transforms by their old ones, as Dataflow has it: a
   *     name of a composite stands for all that is in it, and an empty new name says that the
   *     transform is gone and its state may go too
   * @param allowDropped whether any state may go whose transform is gone or does not declare it any
   *     more
   * @return what to run, and where state belongs
   * @throws IncompatiblePipelineException if it cannot; it tells all reasons at once
   * @throws IllegalArgumentException if {@code section} cannot be read
   */
  public static Continuation check(
      byte[] section,
      StageGraph graph,
      int keyGroups,
      Map<String, String> transformNameMapping,
      boolean allowDropped) {
    return check(section, graph, keyGroups, transformNameMapping, allowDropped, name -> true);
  }

  /**
   * Checks that {@code graph} can go on from a checkpoint of which is known what it has state of. A
   * transform that it has none of may change, or be gone, as it likes; but for sources, of which no
   * state means that all has been read.
   *
   * @param hasState tells of the full name of a transform, as the checkpoint has it, whether there
   *     is any state, timer or hold of it
   * @see #check(byte[], StageGraph, int, Map, boolean)
   */
  public static Continuation check(
      byte[] section,
      StageGraph graph,
      int keyGroups,
      Map<String, String> transformNameMapping,
      boolean allowDropped,
      Predicate<String> hasState) {
    GroupingPaths groupings = new GroupingPaths(graph);
    PlanComparison comparison =
        PlanComparison.of(
            SignatureJson.read(section),
            PlanSignature.of(graph, keyGroups),
            new NameMapping(transformNameMapping),
            groupings,
            new ComparisonOptions(allowDropped, hasState));
    if (!comparison.offences().isEmpty()) {
      throw new IncompatiblePipelineException(comparison.offences());
    }
    return new Continuation(groupings.with(comparison.paths()), comparison.names());
  }
}
