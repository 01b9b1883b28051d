/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.Step;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VoidCoder;

/** State of an instance as a whole, kept in its tables under the null key. */
final class InstanceState {
  private InstanceState() {}

  /** The value {@code id} of the instance that runs {@code step}. */
  static <T> Cell.Value<T> value(Step step, String id, Coder<T> coder) {
    return step.host()
        .state(step.transform(), KeySpace.SINGLE)
        .values(id, coder)
        .cell(new Keyer(VoidCoder.of(), step.transform()).key(null), Namespace.GLOBAL);
  }
}
