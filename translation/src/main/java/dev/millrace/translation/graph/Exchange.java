/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;

/** How the elements of an {@link Edge} are spread over the instances of the consuming stage. */
public sealed interface Exchange extends Serializable {

  /**
   * Instance <i>i</i> of the producer feeds instance <i>i</i> of the consumer; elements are spread
   * evenly when the two differ in parallelism.
   */
  record Forward() implements Exchange {}

  /**
   * Elements are {@code KV}s; those with equal encoded keys reach the same instance, in the order
   * in which one producer instance emitted them.
   *
   * @param keyCoder the coder whose encoded form decides the equality of keys
   */
  record ByKey(Coder<?> keyCoder) implements Exchange {}

  /** Elements are spread evenly, so that a skewed producer does not make a skewed consumer. */
  record Rebalance() implements Exchange {}

  /** All elements reach instance 0. */
  record Gather() implements Exchange {}
}
