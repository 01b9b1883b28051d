/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.plan.Plan;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.values.TupleTag;

/** Drops the outputs of ParDos that nobody reads; emitting to them stays legal. */
final class UnreadOutputs {
  private UnreadOutputs() {}

  /** Returns {@code operator} with those outputs only that {@code plan} reads. */
  static OperatorSpec drop(OperatorSpec operator, Plan plan) {
    if (operator instanceof OperatorSpec.ParDo parDo) {
      return new OperatorSpec.ParDo(parDo.transform(), drop(parDo.parDo(), plan), parDo.input());
    }
    if (operator instanceof OperatorSpec.StatefulParDo parDo) {
      return new OperatorSpec.StatefulParDo(
          parDo.transform(), drop(parDo.parDo(), plan), parDo.keyCoder(), parDo.input());
    }
    if (operator instanceof OperatorSpec.ProcessRestriction process) {
      return new OperatorSpec.ProcessRestriction(
          process.transform(), drop(process.parDo(), plan), process.input());
    }
    return operator;
  }

  private static ParDoSpec drop(ParDoSpec parDo, Plan plan) {
    Map<TupleTag<?>, Integer> read = new LinkedHashMap<>(parDo.outputs());
    read.values().removeIf(output -> plan.consumers(output).isEmpty());
    return parDo.withOutputs(read);
  }
}
