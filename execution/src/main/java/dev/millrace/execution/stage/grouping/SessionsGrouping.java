/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Step;

/**
 * {@link MergingGrouping} of sessions: a sorted list per key of those that are open.
 *
 * @param <InputT> the type of the values
 */
final class SessionsGrouping<InputT> extends MergingGrouping<InputT> {

  /** A grouping whose panes go to {@code output}. */
  SessionsGrouping(Step step, KeySpace keys, Accumulation accumulation, StageOutput output) {
    super(
        step,
        keys,
        accumulation,
        OpenSessions::new,
        (state, id) -> state.values(id, new OpenSessionsCoder(accumulation.coder())),
        output);
  }
}
