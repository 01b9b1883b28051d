/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.transforms.Reshuffle;

/**
 * Translates reshuffles and redistributes as a whole.
 *
 * <p>Their expansions group by a key only to move elements between workers and break fusion; an
 * exchange does that without the detour, and leaves timestamps, windows and panes alone. Those that
 * go by the user's key are exchanged by it: elements of one key keep their order then. Those that
 * go by a random key are spread evenly, whatever the elements are.
 */
final class RedistributeTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    int input = reading.collection(node.onlyInput());
    reading.add(
        new OperatorSpec.Redistribute(
            node.name(),
            exchange(node, reading.plan().collection(input).coder()),
            input,
            reading.collection(node.onlyOutput())));
  }

  private static Exchange exchange(TransformNode node, Coder<?> coder) {
    boolean byKey =
        node.transform() instanceof Reshuffle<?, ?>
            || node.transform() instanceof Redistribute.RedistributeByKey<?, ?>;
    return byKey && coder instanceof KvCoder<?, ?> kv
        ? new Exchange.ByKey(kv.getKeyCoder())
        : new Exchange.Rebalance();
  }
}
