package dev.millrace.translation.proto;

import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;

/**
 * Translates reshuffles and redistributes as a whole.
 *
 * <p>Their expansions group by a key only to move elements between workers and break fusion; an
 * exchange does that without the detour, and leaves timestamps, windows and panes alone. What has
 * keys is exchanged by key: elements of one key keep their order then.
 */
final class RedistributeTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    int input = reading.collection(node.onlyInput());
    reading.add(
        new OperatorSpec.Redistribute(
            node.name(),
            exchange(reading.plan().collection(input).coder()),
            input,
            reading.collection(node.onlyOutput())));
  }

  private static Exchange exchange(Coder<?> coder) {
    return coder instanceof KvCoder<?, ?> kv
        ? new Exchange.ByKey(kv.getKeyCoder())
        : new Exchange.Rebalance();
  }
}
