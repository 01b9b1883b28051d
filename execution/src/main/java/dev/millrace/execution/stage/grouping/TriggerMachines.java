/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import org.apache.beam.runners.core.triggers.ExecutableTriggerStateMachine;
import org.apache.beam.runners.core.triggers.TriggerStateMachines;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.util.construction.TriggerTranslation;

/**
 * Makes the state machines of triggers. The one place where execution passes a trigger through its
 * portable form: Beam offers no other way from a trigger to its machine.
 */
final class TriggerMachines {
  private TriggerMachines() {}

  /** The machine of {@code trigger}. It keeps its state elsewhere, so that all keys share it. */
  static ExecutableTriggerStateMachine of(Trigger trigger) {
    return ExecutableTriggerStateMachine.create(
        TriggerStateMachines.stateMachineForTrigger(TriggerTranslation.toProto(trigger)));
  }
}
