/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import dev.millrace.execution.checkpoint.Deltas;
import dev.millrace.execution.checkpoint.StateImage;
import java.util.ArrayList;
import java.util.List;

/**
 * What has happened to keyed state that no checkpoint has that was published: those that it was
 * captured for have come to nothing. The next one has it, before what is captured for that.
 *
 * <p>It is made one image when a checkpoint has come to nothing. So it takes at most what all state
 * takes that has changed since the last checkpoint that was published, each entry once, however
 * many come to nothing; and it takes that only until one is published, or the job fails for want of
 * one.
 *
 * <p>Threading: guarded by whoever uses this.
 */
final class UnpublishedDeltas {
  private final List<StateImage> deltas = new ArrayList<>();

  /** Adds one. What others have of the same task is older. */
  void add(StateImage delta) {
    deltas.add(delta);
  }

  /** Removes all that there is, in order. */
  List<StateImage> take() {
    List<StateImage> taken = List.copyOf(deltas);
    deltas.clear();
    return taken;
  }

  /** Adds {@code older} before all that there is. */
  void giveBack(List<StateImage> older) {
    deltas.addAll(0, older);
  }

  /** One of {@code several}, which count in this order. */
  static StateImage folded(List<StateImage> several) {
    StateImage folded = new StateImage();
    Deltas.write(several, folded);
    folded.settle();
    return folded;
  }
}
