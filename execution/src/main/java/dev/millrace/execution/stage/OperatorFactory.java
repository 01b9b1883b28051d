/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.grouping.GroupByKeyOperator;
import dev.millrace.execution.stage.grouping.LiftedCombineOperator;
import dev.millrace.execution.stage.grouping.MaterializeViewOperator;
import dev.millrace.execution.stage.pardo.FnCall;
import dev.millrace.execution.stage.pardo.ParDoOperator;
import dev.millrace.execution.stage.pardo.StatefulParDoOperator;
import dev.millrace.execution.stage.source.ImpulseOperator;
import dev.millrace.execution.stage.source.ReadBoundedOperator;
import dev.millrace.execution.stage.source.ReadUnboundedOperator;
import dev.millrace.execution.stage.source.TestStreamOperator;
import dev.millrace.execution.stage.splittable.ObservedOutput;
import dev.millrace.execution.stage.splittable.ProcessRestrictionOperator;
import dev.millrace.execution.stage.splittable.SplitRestrictionOperator;
import dev.millrace.execution.stage.window.AssignWindowsOperator;
import dev.millrace.execution.stage.window.PassOn;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.StageGraph;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.beam.sdk.values.TupleTag;

/** Makes the operator for each kind of specification. */
final class OperatorFactory {
  private static final StageOutput UNREAD = element -> {};

  private final StageGraph graph;
  private final Enforcement enforcement;

  OperatorFactory(StageGraph graph, Enforcement enforcement) {
    this.graph = graph;
    this.enforcement = enforcement;
  }

  /**
   * A new operator.
   *
   * @param outputs where the elements of a collection go
   */
  Operator create(OperatorSpec spec, Step step, Routes outputs) {
    if (spec instanceof OperatorSpec.ParDo parDo) {
      return new ParDoOperator<>(call(parDo.parDo(), step, outputs));
    }
    if (spec instanceof OperatorSpec.StatefulParDo stateful) {
      return new StatefulParDoOperator<>(
          call(stateful.parDo(), step, outputs), stateful.keyCoder());
    }
    if (spec instanceof OperatorSpec.SplitRestriction split) {
      return new SplitRestrictionOperator<>(
          new FnCall<>(
              split.parDo(), step, Map.of(split.parDo().mainOutput(), UNREAD), Enforcement.NONE),
          outputs.of(split.output()));
    }
    if (spec instanceof OperatorSpec.ProcessRestriction process) {
      ObservedOutput observed = new ObservedOutput();
      return new ProcessRestrictionOperator<>(
          call(process.parDo(), step, outputs, observed::to),
          observed,
          graph.collection(process.input()));
    }
    if (spec instanceof OperatorSpec.GroupByKey group) {
      return new GroupByKeyOperator(group, step, outputs.of(group.output()));
    }
    if (spec instanceof OperatorSpec.LiftedCombine lifted) {
      return new LiftedCombineOperator(
          lifted, graph.collection(lifted.input()).windowing(), step, outputs.of(lifted.output()));
    }
    if (spec instanceof OperatorSpec.MaterializeView view) {
      return new MaterializeViewOperator(view, step);
    }
    return createSimple(spec, step, outputs);
  }

  private Operator createSimple(OperatorSpec spec, Step step, Routes outputs) {
    if (spec instanceof OperatorSpec.Flatten flatten) {
      return new PassOn(outputs.of(flatten.output()));
    }
    if (spec instanceof OperatorSpec.Redistribute redistribute) {
      return new PassOn(outputs.of(redistribute.output()));
    }
    if (spec instanceof OperatorSpec.AssignWindows assign) {
      return new AssignWindowsOperator(assign.windowFn(), step, outputs.of(assign.output()));
    }
    if (spec instanceof OperatorSpec.Impulse impulse) {
      return new ImpulseOperator(step, outputs.of(impulse.output()));
    }
    if (spec instanceof OperatorSpec.ReadBounded read) {
      return new ReadBoundedOperator(
          read, graph.collection(read.output()).coder(), step, outputs.of(read.output()));
    }
    if (spec instanceof OperatorSpec.ReadUnbounded read) {
      return new ReadUnboundedOperator(read, step, outputs.of(read.output()));
    }
    OperatorSpec.PlayTestStream stream = (OperatorSpec.PlayTestStream) spec;
    return new TestStreamOperator(stream.events(), step, outputs.of(stream.output()));
  }

  private <I, O> FnCall<I, O> call(ParDoSpec spec, Step step, Routes outputs) {
    return call(spec, step, outputs, output -> output);
  }

  private <I, O> FnCall<I, O> call(
      ParDoSpec spec, Step step, Routes outputs, UnaryOperator<StageOutput> wrapping) {
    Map<TupleTag<?>, StageOutput> byTag = new HashMap<>();
    for (TupleTag<?> tag : spec.outputCoders().keySet()) {
      Integer collection = spec.outputs().get(tag);
      StageOutput output = collection == null ? UNREAD : outputs.of(collection);
      byTag.put(tag, wrapping.apply(output));
    }
    return new FnCall<>(spec, step, byTag, enforcement);
  }

  /** Where the elements of a collection go. */
  interface Routes extends Function<Integer, StageOutput> {
    default StageOutput of(int collection) {
      return apply(collection);
    }
  }
}
