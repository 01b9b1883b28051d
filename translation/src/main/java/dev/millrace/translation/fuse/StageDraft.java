/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A stage while it grows. */
final class StageDraft {
  private static final int LONGEST_NAME = 60;

  private final List<OperatorSpec> operators = new ArrayList<>();
  private final Optional<Boolean> parallel;

  /** A stage whose first operator decides whether it may run as several instances. */
  StageDraft() {
    this(Optional.empty());
  }

  private StageDraft(Optional<Boolean> parallel) {
    this.parallel = parallel;
  }

  /** A stage that may run as several instances, or may not. */
  static StageDraft parallel(boolean parallel) {
    return new StageDraft(Optional.of(parallel));
  }

  void add(OperatorSpec operator) {
    operators.add(operator);
  }

  Stage finish(int id) {
    return new Stage(id, name(), operators, isParallel());
  }

  /** The outermost steps of the user's pipeline that have a part in this stage. */
  private String name() {
    Set<String> steps = new LinkedHashSet<>();
    for (OperatorSpec operator : operators) {
      String transform = operator.transform();
      int slash = transform.indexOf('/');
      steps.add(slash < 0 ? transform : transform.substring(0, slash));
    }
    String name = String.join(" + ", steps);
    return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME - 1) + "…";
  }

  /** Whether it may run as several instances. */
  boolean isParallel() {
    return parallel.orElseGet(this::isFirstParallel);
  }

  private boolean isFirstParallel() {
    OperatorSpec first = operators.get(0);
    boolean single =
        first instanceof OperatorSpec.Impulse
            || first instanceof OperatorSpec.PlayTestStream
            || first instanceof OperatorSpec.MaterializeView
            || (first instanceof OperatorSpec.Flatten && first.inputs().isEmpty());
    return !single;
  }
}
