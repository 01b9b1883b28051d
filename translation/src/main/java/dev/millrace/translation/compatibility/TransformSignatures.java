/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static java.util.Objects.requireNonNull;

import dev.millrace.translation.compatibility.form.CoderForms;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerFamilyDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Collects the signatures of the transforms of a graph. */
final class TransformSignatures {
  private final StageGraph graph;
  private final CoderForms coders = new CoderForms();
  private final WindowingParts windowings = new WindowingParts(coders);
  private final SortedMap<String, TransformSignature.Builder> found = new TreeMap<>();
  private final SortedSet<String> names = new TreeSet<>();

  private TransformSignatures(StageGraph graph) {
    this.graph = graph;
  }

  /** The signature of {@code graph}. */
  static PlanSignature of(StageGraph graph, int keyGroups) {
    TransformSignatures signatures = new TransformSignatures(graph);
    for (Stage stage : graph.stages()) {
      stage.operators().forEach(signatures::describe);
    }
    SortedMap<String, TransformSignature> transforms = new TreeMap<>();
    signatures.found.forEach((name, builder) -> transforms.put(name, builder.build()));
    signatures.names.removeAll(transforms.keySet());
    return new PlanSignature(keyGroups, transforms, signatures.names);
  }

  // Operators of one transform are halves of it, or clones of each other.
  private TransformSignature.Builder builder(OperatorSpec operator, TransformKind kind) {
    return found.computeIfAbsent(
        operator.transform(), absent -> new TransformSignature.Builder(kind));
  }

  // Coders and sources are asked, and those are the user's.
  private void describe(OperatorSpec operator) {
    try {
      add(operator);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "Describing \""
              + operator.transform()
              + "\" for its checkpoints failed in what its DoFn, source or coders answer: "
              + e,
          e);
    }
  }

  private void add(OperatorSpec operator) {
    // Whether there is an operator for it is up to fusion.
    if (!(operator instanceof OperatorSpec.Flatten)) {
      names.add(operator.transform());
    }
    if (operator instanceof OperatorSpec.ReadBounded read) {
      add(read);
    } else if (operator instanceof OperatorSpec.ReadUnbounded read) {
      TransformSignature.Builder builder = builder(operator, TransformKind.UNBOUNDED_READ);
      addSource(builder, read.source().type());
      Coder<?> mark = markCoder(read.source().thaw());
      if (mark != null) {
        builder.coder(CoderRole.MARK, coders.of(mark));
      }
    } else if (operator instanceof OperatorSpec.Impulse) {
      builder(operator, TransformKind.IMPULSE);
    } else if (operator instanceof OperatorSpec.PlayTestStream) {
      builder(operator, TransformKind.TEST_STREAM);
    } else if (operator instanceof OperatorSpec.GroupByKey group) {
      add(group);
    } else if (operator instanceof OperatorSpec.MaterializeView view) {
      add(view);
    } else if (operator instanceof OperatorSpec.DoFnCall call) {
      add(call);
    }
  }

  // Of a source that is repeatable no record is kept: it is read again.
  private void add(OperatorSpec.ReadBounded read) {
    TransformSignature.Builder builder = builder(read, TransformKind.BOUNDED_READ);
    addSource(builder, read.source().type());
    if (!read.repeatable()) {
      builder.coder(CoderRole.ELEMENT, coders.of(graph.collection(read.output()).coder()));
    }
  }

  // That there is none is told when the source is read.
  private static @Nullable Coder<?> markCoder(UnboundedSource<?, ?> source) {
    return source.getCheckpointMarkCoder();
  }

  // Splits that are still to be read are serialised objects of it.
  private static void addSource(TransformSignature.Builder builder, Class<?> type) {
    builder.property("source", CoderForms.ofSerialised(type));
  }

  private void add(OperatorSpec.GroupByKey group) {
    TransformSignature.Builder builder =
        builder(group, TransformKind.GROUPING)
            .path(group.path().name())
            .coder(CoderRole.KEY, coders.of(group.keyCoder()))
            .coder(CoderRole.WINDOW, windowings.coder(group.windowing()))
            .windowing(windowings.ofGrouping(group.windowing()));
    if (group.aggregation() instanceof Aggregation.Values values) {
      builder.property("aggregation", "values");
      builder.coder(CoderRole.VALUE, coders.of(values.valueCoder()));
    } else if (group.aggregation() instanceof Aggregation.Combine combine) {
      addAccumulators(builder, combine.combine().accumulatorCoder());
    } else if (group.aggregation() instanceof Aggregation.MergeAccumulators merge) {
      addAccumulators(builder, merge.combine().accumulatorCoder());
    }
  }

  // Where values are combined for the first time is no matter: what is kept are accumulators.
  private void addAccumulators(TransformSignature.Builder builder, Coder<?> accumulator) {
    builder.property("aggregation", "combine");
    builder.coder(CoderRole.ACCUMULATOR, coders.of(accumulator));
  }

  @SuppressWarnings("deprecation") // a view's internals are made for runners
  private void add(OperatorSpec.MaterializeView view) {
    builder(view, TransformKind.SIDE_INPUT)
        .path(view.path().name())
        .property("access", view.view().getViewFn().getMaterialization().getUrn())
        .coder(CoderRole.ELEMENT, coders.of(view.elementCoder()))
        .coder(CoderRole.WINDOW, windowings.coder(view.windowing()))
        .windowing(windowings.ofGrouping(view.windowing()));
  }

  private void add(OperatorSpec.DoFnCall call) {
    ParDoSpec parDo = call.parDo();
    DoFn<?, ?> fn = parDo.fn().thaw();
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(fn);
    if (call instanceof OperatorSpec.StatefulParDo stateful) {
      addStateful(stateful, fn, signature);
    } else if (call instanceof OperatorSpec.ProcessRestriction process) {
      addRestrictions(process);
    } else if (call instanceof OperatorSpec.SplitRestriction) {
      builder(call, TransformKind.SPLITTABLE_PAR_DO);
    }
    if (!parDo.sideInputs().isEmpty() || parDo.stableInput()) {
      TransformSignature.Builder builder = builder(call, TransformKind.PAR_DO);
      builder.coder(CoderRole.WINDOW, windowings.coder(parDo.inputWindowing()));
      StateSignature waiting =
          StateSignature.of("bag", CoderRole.ELEMENT, coders.of(parDo.inputCoder()));
      if (!parDo.sideInputs().isEmpty()) {
        builder.state(TransformSignature.AWAITING_SIDE_INPUTS, waiting);
      }
      if (parDo.stableInput()) {
        builder.state(TransformSignature.AWAITING_CHECKPOINT, waiting);
      }
    }
  }

  private void addStateful(
      OperatorSpec.StatefulParDo operator, DoFn<?, ?> fn, DoFnSignature signature) {
    ParDoSpec parDo = operator.parDo();
    TransformSignature.Builder builder =
        builder(operator, TransformKind.STATEFUL_PAR_DO)
            .coder(CoderRole.KEY, coders.of(operator.keyCoder()))
            .coder(CoderRole.WINDOW, windowings.coder(parDo.inputWindowing()))
            .windowing(windowings.ofState(parDo.inputWindowing()));
    signature
        .stateDeclarations()
        .forEach(
            (id, declaration) ->
                builder.state(
                    id,
                    DoFnSignatures.getStateSpecOrThrow(declaration, fn)
                        .match(new StateSignatures(coders))));
    signature
        .timerDeclarations()
        .forEach(
            (id, declaration) ->
                builder.timer(
                    id.substring(TimerDeclaration.PREFIX.length()),
                    DoFnSignatures.getTimerSpecOrThrow(declaration, fn).getTimeDomain().name()));
    signature
        .timerFamilyDeclarations()
        .forEach(
            (id, declaration) ->
                builder.timer(
                    id.substring(TimerFamilyDeclaration.PREFIX.length()) + " (family)",
                    DoFnSignatures.getTimerFamilySpecOrThrow(declaration, fn)
                        .getTimeDomain()
                        .name()));
    if (signature.processElement().requiresTimeSortedInput()) {
      builder.state(
          TransformSignature.AWAITING_ORDER,
          StateSignature.of("ordered list", CoderRole.ELEMENT, coders.of(parDo.inputCoder())));
    }
  }

  private void addRestrictions(OperatorSpec.ProcessRestriction process) {
    KvCoder<?, ?> sized = (KvCoder<?, ?>) graph.collection(process.input()).coder();
    KvCoder<?, ?> paired = (KvCoder<?, ?>) sized.getKeyCoder();
    KvCoder<?, ?> restriction = (KvCoder<?, ?>) requireNonNull(paired.getValueCoder());
    builder(process, TransformKind.SPLITTABLE_PAR_DO)
        .coder(CoderRole.ELEMENT, coders.of(paired.getKeyCoder()))
        .coder(CoderRole.RESTRICTION, coders.of(restriction.getKeyCoder()))
        .coder(CoderRole.ESTIMATOR_STATE, coders.of(restriction.getValueCoder()))
        .coder(CoderRole.WINDOW, windowings.coder(process.parDo().inputWindowing()));
  }
}
