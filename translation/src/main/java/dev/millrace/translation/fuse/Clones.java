/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.TupleTag;

/** Clones of operators that run in several stages, each on a share of the elements. */
final class Clones {
  private Clones() {}

  /**
   * Whether {@code operator} may run in several stages.
   *
   * <p>A DoFn that sets something up may hold on to something expensive, of which there should not
   * be more than there are instances of one stage.
   */
  static boolean isPossible(OperatorSpec operator) {
    if (operator instanceof OperatorSpec.ParDo parDo) {
      DoFnSignature signature = DoFnSignatures.getSignature(doFnClass(parDo.parDo()));
      return parDo.sideInputs().isEmpty()
          && signature.setup() == null
          && signature.teardown() == null;
    }
    return operator instanceof OperatorSpec.LiftedCombine
        || operator instanceof OperatorSpec.AssignWindows;
  }

  @SuppressWarnings("unchecked") // it is the class of a DoFn
  private static Class<? extends DoFn<?, ?>> doFnClass(ParDoSpec parDo) {
    return (Class<? extends DoFn<?, ?>>) parDo.fn().type();
  }

  /** Returns {@code operator} with another input and other outputs. */
  static OperatorSpec of(OperatorSpec operator, int input, Map<Integer, Integer> outputs) {
    if (operator instanceof OperatorSpec.ParDo parDo) {
      Map<TupleTag<?>, Integer> renamed = new LinkedHashMap<>(parDo.parDo().outputs());
      renamed.replaceAll((tag, output) -> outputs.get(output));
      return new OperatorSpec.ParDo(parDo.transform(), parDo.parDo().withOutputs(renamed), input);
    }
    if (operator instanceof OperatorSpec.LiftedCombine lifted) {
      return new OperatorSpec.LiftedCombine(
          lifted.transform(),
          lifted.keyCoder(),
          lifted.combine(),
          input,
          requireNonNull(outputs.get(lifted.output())));
    }
    if (operator instanceof OperatorSpec.AssignWindows assign) {
      return new OperatorSpec.AssignWindows(
          assign.transform(),
          assign.windowFn(),
          input,
          requireNonNull(outputs.get(assign.output())));
    }
    throw new IllegalStateException("Cannot clone " + operator.transform());
  }
}
