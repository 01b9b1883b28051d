/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.Optional;

/** Which operators need their input exchanged, and how. */
final class Exchanges {
  private Exchanges() {}

  /** Returns the exchange in front of {@code operator}, if it needs one. */
  static Optional<Exchange> before(OperatorSpec operator) {
    if (operator instanceof OperatorSpec.GroupByKey group) {
      return Optional.of(new Exchange.ByKey(group.keyCoder()));
    }
    if (operator instanceof OperatorSpec.StatefulParDo parDo) {
      return Optional.of(new Exchange.ByKey(parDo.keyCoder()));
    }
    if (operator instanceof OperatorSpec.Redistribute redistribute) {
      return Optional.of(redistribute.exchange());
    }
    if (operator instanceof OperatorSpec.ProcessRestriction) {
      return Optional.of(new Exchange.Rebalance());
    }
    if (operator instanceof OperatorSpec.MaterializeView) {
      return Optional.of(new Exchange.Gather());
    }
    return Optional.empty();
  }
}
