/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;
import java.util.List;

/**
 * Operators that run fused: an element passes from one to the next by a method call. Answers what a
 * host has to know of them, so that none needs to look at the kinds of operators.
 *
 * @param id the stage's number, unique in a graph; stages are numbered in topological order
 * @param name a short readable name
 * @param operators the operators, in topological order
 * @param parallel whether the stage may run as several instances; if not it runs as exactly one
 */
public record Stage(int id, String name, List<OperatorSpec> operators, boolean parallel)
    implements Serializable {
  public Stage {
    operators = List.copyOf(operators);
  }

  /** The side inputs that its operators may read, in their order; one may occur several times. */
  public List<SideInputSpec> sideInputs() {
    return operators.stream().flatMap(operator -> operator.sideInputs().stream()).toList();
  }

  /**
   * The greatest allowed lateness in milliseconds of the windows whose elements read side inputs:
   * by so much longer than they are open themselves may be asked for what they map to.
   */
  public long sideInputLatenessMillis() {
    return operators.stream()
        .filter(OperatorSpec.DoFnCall.class::isInstance)
        .map(operator -> ((OperatorSpec.DoFnCall) operator).parDo().inputWindowing())
        .mapToLong(windowing -> windowing.getAllowedLateness().getMillis())
        .max()
        .orElse(0);
  }

  /** Whether it reads an unbounded source, which may have nothing to read for a while. */
  public boolean readsUnbounded() {
    return has(OperatorSpec.ReadUnbounded.class);
  }

  /** Whether it plays a test stream, which moves the clock of the whole job. */
  public boolean playsTestStream() {
    return has(OperatorSpec.PlayTestStream.class);
  }

  /** Whether it works something off by itself, of which it can tell how much is done. */
  public boolean tellsFraction() {
    return has(OperatorSpec.ReadBounded.class)
        || has(OperatorSpec.ReadUnbounded.class)
        || has(OperatorSpec.ProcessRestriction.class);
  }

  /**
   * Whether what arrives by its edges is of the engine's own making, not what a user's coder codes.
   */
  public boolean takesOwnElements() {
    return !operators.isEmpty() && operators.get(0) instanceof OperatorSpec.ProcessRestriction;
  }

  private boolean has(Class<? extends OperatorSpec> kind) {
    return operators.stream().anyMatch(kind::isInstance);
  }
}
