package dev.millrace.translation.optimize;

import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import dev.millrace.translation.plan.Plan;
import dev.millrace.translation.plan.PlanBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Trigger;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * Chooses a cheaper way of grouping where windows do not merge and each fires once, at its end: the
 * one pane of a key is then all of its values, at the end of the window.
 */
public final class SpecialisedGrouping implements Rewrite {
  @Override
  public String name() {
    return "specialised-grouping";
  }

  @Override
  public Rewritten apply(Plan plan) {
    PlanBuilder edited = PlanBuilder.withCollectionsOf(plan);
    List<String> specialised = new ArrayList<>();
    for (OperatorSpec operator : plan.operators()) {
      if (operator instanceof GroupByKey group && firesOnce(group)) {
        edited.add(group.by(GroupingPath.WINDOW_TABLE));
        specialised.add(group.transform());
      } else {
        edited.add(operator);
      }
    }
    return specialised.isEmpty()
        ? Rewritten.unchanged(plan)
        : new Rewritten(edited.build(), specialised);
  }

  private static boolean firesOnce(GroupByKey group) {
    WindowingStrategy<?, ?> windowing = group.windowing();
    return !windowing.needsMerge()
        && isEndOfWindow(windowing.getTrigger())
        && windowing.getAllowedLateness().getMillis() == 0
        && windowing.getTimestampCombiner() == TimestampCombiner.END_OF_WINDOW
        && !needsContext(group.aggregation());
  }

  private static boolean isEndOfWindow(Trigger trigger) {
    return trigger instanceof DefaultTrigger || trigger instanceof AfterWatermark.FromEndOfWindow;
  }

  private static boolean needsContext(Aggregation aggregation) {
    if (aggregation instanceof Aggregation.Combine combine) {
      return !(combine.combine().fn() instanceof CombineFn);
    }
    return aggregation instanceof Aggregation.MergeAccumulators merge
        && !(merge.combine().fn() instanceof CombineFn);
  }
}
