/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSource;
import java.util.function.UnaryOperator;

/**
 * All that a job has to begin with again.
 *
 * @param checkpoint the number of the checkpoint
 * @param state the state of all tasks and of what they share
 * @param metrics the metrics of all steps
 * @param clockMillis the processing time, which counts where the clock is a manual one
 * @param draining whether the job was being drained
 * @param finished whether the job had done all its work
 */
public record JobImage(
    long checkpoint,
    StateSource state,
    byte[] metrics,
    long clockMillis,
    boolean draining,
    boolean finished) {

  /** Whether {@code transform} has any state, besides how far it has come. */
  public boolean hasState(String transform) {
    for (StateId id : state.states()) {
      if (id.transform().equals(transform)
          && !id.state().equals(StateId.PROGRESS)
          && state.hasEntries(id)) {
        return true;
      }
    }
    return false;
  }

  /** The same with state that has passed {@code names}, such as one that renames. */
  public JobImage through(UnaryOperator<StateSource> names) {
    return new JobImage(checkpoint, names.apply(state), metrics, clockMillis, draining, finished);
  }
}
