/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * A user's DoFn and all that is needed to call it.
 *
 * @param fn the DoFn
 * @param inputCoder the coder of the input elements
 * @param inputWindowing the windowing of the input
 * @param mainOutput the tag of the main output
 * @param outputs each output's tag and the id of its collection; an output that nobody reads may be
 *     missing, emitting to it is still legal if it is in {@code outputCoders}
 * @param outputCoders the coder of every declared output
 * @param sideInputs the side inputs
 * @param sideInputMapping the views by the name that {@code @SideInput} parameters use
 * @param schema converters of schema parameters
 * @param stableInput whether the DoFn may see its input only once that is the same at each retry
 */
public record ParDoSpec(
    Frozen<DoFn<?, ?>> fn,
    Coder<?> inputCoder,
    WindowingStrategy<?, ?> inputWindowing,
    TupleTag<?> mainOutput,
    Map<TupleTag<?>, Integer> outputs,
    Map<TupleTag<?>, Coder<?>> outputCoders,
    List<SideInputSpec> sideInputs,
    Map<String, PCollectionView<?>> sideInputMapping,
    DoFnSchemaInformation schema,
    boolean stableInput)
    implements Serializable {
  public ParDoSpec {
    // Map.copyOf would give each run of the JVM another order, and with it another plan.
    outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
    outputCoders = Collections.unmodifiableMap(new LinkedHashMap<>(outputCoders));
    sideInputs = List.copyOf(sideInputs);
    sideInputMapping = Collections.unmodifiableMap(new LinkedHashMap<>(sideInputMapping));
  }

  /** This specification with other outputs. */
  public ParDoSpec withOutputs(Map<TupleTag<?>, Integer> otherOutputs) {
    return new ParDoSpec(
        fn,
        inputCoder,
        inputWindowing,
        mainOutput,
        otherOutputs,
        outputCoders,
        sideInputs,
        sideInputMapping,
        schema,
        stableInput);
  }
}
