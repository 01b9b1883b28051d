package dev.millrace.translation.fuse;

import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Flatten;
import dev.millrace.translation.plan.Plan;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the flattens that need no stage of their own, because all who read them are behind an
 * exchange anyway: several edges can lead there directly.
 */
final class SinkableFlattens {
  private SinkableFlattens() {}

  /** Returns the outputs of such flattens. */
  static Set<Integer> of(Plan plan) {
    Set<Integer> sinkable = new HashSet<>();
    // Readers first: a flatten may sink through another one.
    for (int i = plan.operators().size() - 1; i >= 0; i--) {
      if (plan.operators().get(i) instanceof Flatten flatten && !flatten.inputs().isEmpty()) {
        List<OperatorSpec> consumers = plan.consumers(flatten.output());
        if (!consumers.isEmpty() && consumers.stream().allMatch(c -> isBehind(c, sinkable))) {
          sinkable.add(flatten.output());
        }
      }
    }
    return sinkable;
  }

  private static boolean isBehind(OperatorSpec consumer, Set<Integer> sinkable) {
    return Exchanges.before(consumer).isPresent()
        || (consumer instanceof Flatten flatten && sinkable.contains(flatten.output()));
  }
}
