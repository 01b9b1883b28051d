/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Flatten;
import dev.millrace.translation.plan.Plan;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the flattens that need no stage of their own.
 *
 * <p>A flatten <i>sinks</i> if all who read it are behind an exchange anyway: an edge can lead
 * there from each of its inputs. It <i>unzips</i> if all that would be fused behind it, up to the
 * next exchange, can be cloned: then each of its inputs gets a clone.
 */
final class DissolvingFlattens {
  private final boolean unzip;
  private final Set<Integer> belowFlatten = new HashSet<>();

  /** Collections with a reader that edges alone cannot reach. */
  private final Set<Integer> keptFromSinking = new HashSet<>();

  /** Collections with a reader that neither edges nor clones can reach. */
  private final Set<Integer> keptFromUnzipping = new HashSet<>();

  /**
   * Examines {@code plan}.
   *
   * @param unzip whether operators may be cloned at all
   */
  DissolvingFlattens(Plan plan, boolean unzip) {
    this.unzip = unzip;
    plan.operators().forEach(this::markBelowFlatten);
    // Readers before what they read: a flatten may dissolve through another one.
    for (int i = plan.operators().size() - 1; i >= 0; i--) {
      examine(plan.operators().get(i));
    }
  }

  /** Whether edges alone can replace {@code flatten}. */
  boolean sinks(Flatten flatten) {
    return !flatten.inputs().isEmpty() && !keptFromSinking.contains(flatten.output());
  }

  /** Whether edges and clones together can replace {@code flatten}. */
  boolean unzips(Flatten flatten) {
    return !flatten.inputs().isEmpty() && !keptFromUnzipping.contains(flatten.output());
  }

  private void markBelowFlatten(OperatorSpec operator) {
    boolean fusedBelow =
        Exchanges.before(operator).isEmpty()
            && operator.inputs().stream().anyMatch(belowFlatten::contains);
    if (fusedBelow || operator instanceof Flatten) {
      belowFlatten.addAll(operator.outputs());
    }
  }

  private void examine(OperatorSpec operator) {
    boolean exchanged = Exchanges.before(operator).isPresent();
    boolean reachedByEdges = exchanged || (operator instanceof Flatten flatten && sinks(flatten));
    boolean reachedByClones =
        exchanged || (operator instanceof Flatten flatten && unzips(flatten)) || isCloned(operator);
    for (int input : operator.inputs()) {
      if (!reachedByEdges) {
        keptFromSinking.add(input);
      }
      if (!reachedByClones) {
        keptFromUnzipping.add(input);
      }
    }
  }

  private boolean isCloned(OperatorSpec operator) {
    return unzip
        && operator.outputs().stream().noneMatch(keptFromUnzipping::contains)
        // last, because it has to look at the user's function
        && operator.inputs().stream().anyMatch(belowFlatten::contains)
        && Clones.isPossible(operator);
  }
}
