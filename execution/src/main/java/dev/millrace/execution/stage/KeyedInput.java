/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.StageOutput;

/** An operator that keys its input where it is, before any exchange. */
public interface KeyedInput extends StageOutput {

  /** Tells which step of the stage makes the input: it is to blame for what has no key. */
  void producedBy(Step producer);
}
