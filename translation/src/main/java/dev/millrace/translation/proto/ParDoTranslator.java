/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.proto;

import static com.google.common.collect.Iterables.getOnlyElement;

import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.plan.Views;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/** Translates {@code ParDo}: the signature of the DoFn decides what operator it becomes. */
final class ParDoTranslator implements TransformTranslator {
  @Override
  public void translate(TransformNode node, Reading reading) {
    ParDo.MultiOutput<?, ?> parDo = (ParDo.MultiOutput<?, ?>) node.transform();
    DoFnSignature signature = DoFnSignatures.signatureForDoFn(parDo.getFn());
    String inputId = mainInput(node, parDo);
    PCollection<?> input = reading.userCollection(inputId);
    ParDoSpec spec = spec(node, parDo, input, reading);
    if (signature.processElement().isSplittable()) {
      SplittableExpansion.add(node.name(), spec, reading.collection(inputId), reading);
    } else if (StatefulInput.isRequiredBy(signature)) {
      Coder<?> keyCoder = ((KvCoder<?, ?>) input.getCoder()).getKeyCoder();
      reading.add(
          new OperatorSpec.StatefulParDo(node.name(), spec, keyCoder, reading.collection(inputId)));
    } else {
      reading.add(new OperatorSpec.ParDo(node.name(), spec, reading.collection(inputId)));
    }
  }

  /** The input that is not a side input; those are named by the tags of their views. */
  private static String mainInput(TransformNode node, ParDo.MultiOutput<?, ?> parDo) {
    Set<String> names = new HashSet<>(node.proto().getInputsMap().keySet());
    parDo.getSideInputs().values().forEach(view -> names.remove(Views.tag(view).getId()));
    return node.proto().getInputsOrThrow(getOnlyElement(names));
  }

  private static ParDoSpec spec(
      TransformNode node, ParDo.MultiOutput<?, ?> parDo, PCollection<?> input, Reading reading) {
    Map<TupleTag<?>, Integer> outputs = new LinkedHashMap<>();
    Map<TupleTag<?>, Coder<?>> outputCoders = new LinkedHashMap<>();
    node.applied()
        .getOutputs()
        .forEach(
            (tag, collection) -> {
              outputs.put(tag, reading.collection(node.proto().getOutputsOrThrow(tag.getId())));
              outputCoders.put(tag, collection.getCoder());
            });
    return new ParDoSpec(
        Frozen.<DoFn<?, ?>>of(parDo.getFn()),
        input.getCoder(),
        input.getWindowingStrategy(),
        parDo.getMainOutputTag(),
        outputs,
        outputCoders,
        reading.sideInputs(node, parDo.getSideInputs().values()),
        parDo.getSideInputs(),
        ParDo.getDoFnSchemaInformation(parDo.getFn(), input),
        StableInput.isRequiredBy(parDo.getFn()));
  }
}
