/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import dev.millrace.translation.graph.StageGraph;
import java.util.Map;

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
   * one pipeline the bytes are always the same.
   *
   * @param keyGroups how many key groups the state of keys is in
   */
  public static byte[] describe(StageGraph graph, int keyGroups) {
    throw new UnsupportedOperationException();
  }

  /**
   * Checks that {@code graph} can go on from a checkpoint.
   *
   * @param section what {@link #describe} made of the graph that the checkpoint is of
   * @param graph the graph that is to run, as translation has made it
   * @param keyGroups how many key groups the state of keys is in
   * @param transformNameMapping new names of transforms by their old ones, as Dataflow has it: a
   *     name of a composite stands for all that is in it, and an empty new name says that the
   *     transform is gone and its state may go too
   * @param allowDropped whether the state of any transform that is gone may go
   * @return what to run, and where state belongs
   * @throws IncompatiblePipelineException if it cannot; it tells all reasons at once
   */
  public static Continuation check(
      byte[] section,
      StageGraph graph,
      int keyGroups,
      Map<String, String> transformNameMapping,
      boolean allowDropped) {
    throw new UnsupportedOperationException();
  }
}
