/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.Deltas;
import dev.millrace.execution.checkpoint.StateImage;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What makes a checkpoint of the one before, which is the last that was published, or else what the
 * job began with.
 *
 * @param checkpoint the number of the checkpoint
 * @param keyed what has happened to state in key groups since the one before, in order; what is
 *     ungrouped in these does not count
 * @param ungrouped all state that is in no key group; what is in key groups does not count
 * @param metrics the metrics of all steps
 * @param clockMillis the processing time, which counts where the clock is a manual one
 * @param draining whether the job was being drained
 * @param finished whether the job had done all its work
 */
public record JobDelta(
    long checkpoint,
    List<StateImage> keyed,
    List<StateImage> ungrouped,
    byte[] metrics,
    long clockMillis,
    boolean draining,
    boolean finished) {
  public JobDelta {
    keyed = List.copyOf(keyed);
    ungrouped = List.copyOf(ungrouped);
  }

  /**
   * The whole checkpoint, for a target that keeps it in memory.
   *
   * @param before the one before, null if the job began anew and this is its first
   */
  public JobImage after(@Nullable JobImage before) {
    StateImage whole = new StateImage();
    if (before != null) {
      before.state().copyKeyed(whole);
    }
    Deltas.write(keyed, whole);
    Deltas.putUngrouped(ungrouped, whole);
    whole.settle();
    return new JobImage(checkpoint, whole, metrics, clockMillis, draining, finished);
  }
}
