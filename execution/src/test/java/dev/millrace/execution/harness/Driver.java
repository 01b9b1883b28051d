/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import java.util.List;

/**
 * Plays a script: emits what goes into the stage under test and looks at what comes out of it. Goes
 * on at every step, or at those that ask for it, only when the job is at rest.
 */
final class Driver extends PlainInstance {
  private final List<HarnessStep> script;
  private final Conditions conditions;
  private final Collector collector;
  private final Restoring restoring;
  private StageHost host;
  private int next;
  // The host takes this for a test stream, so the first call too comes when the job is at rest.
  private boolean awaitsRest = true;
  private boolean atRest;
  private boolean drained;
  private long watermark = Elements.MIN;

  /** Restores the job. */
  interface Restoring {
    /** Whether that is to be done before the next step, at rest; does what can be done at once. */
    boolean isDue();

    /** A step has been played. */
    void played();
  }

  Driver(
      List<HarnessStep> script, Conditions conditions, Collector collector, Restoring restoring) {
    this.restoring = restoring;
    this.script = script;
    this.conditions = conditions;
    this.collector = collector;
  }

  @Override
  public void open(StageHost newHost) {
    host = newHost;
    awaitsRest = true;
  }

  @Override
  public Progress advance(int maxElements) {
    if (drained) {
      drained = false;
      return rest();
    }
    atRest = awaitsRest;
    awaitsRest = false;
    while (next < script.size()) {
      HarnessStep step = script.get(next);
      if (needsRest(step) && !atRest) {
        return rest();
      }
      if (atRest && restoring.isDue()) {
        return rest();
      }
      if (step instanceof HarnessStep.Until until && !until.condition().getAsBoolean()) {
        return Progress.IDLE;
      }
      next++;
      play(step);
      restoring.played();
      atRest = step instanceof HarnessStep.Look;
      if (conditions.restsBetweenSteps() && !atRest) {
        return rest();
      }
      if (step instanceof HarnessStep.Watermark) {
        return Progress.MORE;
      }
    }
    return atRest ? Progress.DONE : rest();
  }

  /** The script goes on, but the host will ask although the job need not be at rest. */
  @Override
  public void drain() {
    drained = true;
  }

  private Progress rest() {
    awaitsRest = true;
    return Progress.AWAITS_QUIESCENCE;
  }

  private boolean needsRest(HarnessStep step) {
    if (step instanceof HarnessStep.Until) {
      return false;
    }
    boolean flows = step instanceof HarnessStep.Emit || step instanceof HarnessStep.Watermark;
    boolean actedBefore = next > 0 && script.get(next - 1) instanceof HarnessStep.Act;
    return !flows || actedBefore;
  }

  private void play(HarnessStep step) {
    if (step instanceof HarnessStep.Emit emit) {
      host.output(emit.collection()).emit(emit.element());
    } else if (step instanceof HarnessStep.Watermark advance) {
      watermark = advance.millis();
    } else if (step instanceof HarnessStep.Act act) {
      act.action().accept(host);
    } else if (step instanceof HarnessStep.Look look) {
      look.look().accept(collector);
    }
  }

  @Override
  public long hold() {
    return next == script.size() && atRest ? Elements.MAX : watermark;
  }
}
