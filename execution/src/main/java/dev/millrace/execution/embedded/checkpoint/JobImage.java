/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * All that a job would have to begin with again.
 *
 * @param checkpoint the number of the checkpoint
 * @param parts the state of all tasks and of what they share, in parts that have no entry in common
 *     but where it is the same
 * @param metrics the metrics of all steps
 * @param clockMillis the processing time, which counts where the clock is a manual one
 * @param draining whether the job was being drained
 * @param finished whether the job had done all its work
 */
public record JobImage(
    long checkpoint,
    List<StateImage> parts,
    byte[] metrics,
    long clockMillis,
    boolean draining,
    boolean finished) {
  public JobImage {
    parts = List.copyOf(parts);
  }

  /** The state in one. */
  public StateImage merged() {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    StateImage merged = new StateImage();
    parts.forEach(part -> part.copyTo(merged));
    merged.settle();
    return merged;
  }

  /** The full names of the transforms that have any state, besides how far they have come. */
  public Set<String> transformsWithState() {
    Set<String> names = new HashSet<>();
    for (StateImage part : parts) {
      for (StateId id : part.states()) {
        if (!id.state().equals(StateId.PROGRESS)) {
          names.add(id.transform());
        }
      }
    }
    return names;
  }

  /** The same with state that has passed {@code sinks}, such as one that renames. */
  public JobImage through(UnaryOperator<StateSink> sinks) {
    StateImage passed = new StateImage();
    StateSink first = sinks.apply(passed);
    if (first == passed) {
      return this;
    }
    parts.forEach(part -> part.copyTo(first));
    passed.settle();
    return new JobImage(checkpoint, List.of(passed), metrics, clockMillis, draining, finished);
  }
}
