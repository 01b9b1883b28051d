/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.SideInputSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;

/** Builds the specifications of operators that call a DoFn, and the views that it reads. */
public final class Specs {
  /** The tag of main outputs. */
  public static final TupleTag<String> MAIN = new TupleTag<>("main");

  private final DoFn<?, ?> fn;
  private final Coder<?> inputCoder;
  private final Map<TupleTag<?>, Integer> outputs = new HashMap<>();
  private final Map<TupleTag<?>, Coder<?>> outputCoders = new HashMap<>();
  private final List<SideInputSpec> sideInputs = new ArrayList<>();
  private final Map<String, PCollectionView<?>> sideInputMapping = new HashMap<>();
  private WindowingStrategy<?, ?> windowing = WindowingStrategy.globalDefault();
  private int input = OperatorHarness.INPUT;
  private String transform = "Tested";
  private boolean stableInput;

  private Specs(DoFn<?, ?> fn, Coder<?> inputCoder) {
    this.fn = fn;
    this.inputCoder = inputCoder;
    outputs.put(MAIN, OperatorHarness.OUTPUT);
    outputCoders.put(MAIN, StringUtf8Coder.of());
  }

  /** A DoFn of strings. */
  public static Specs of(DoFn<String, ?> fn) {
    return new Specs(fn, StringUtf8Coder.of());
  }

  /** A DoFn of values that {@code inputCoder} codes. */
  public static Specs of(DoFn<?, ?> fn, Coder<?> inputCoder) {
    return new Specs(fn, inputCoder);
  }

  /** Whose input has to be stable. */
  public Specs stableInput() {
    stableInput = true;
    return this;
  }

  /** With another name. */
  public Specs named(String name) {
    transform = name;
    return this;
  }

  /** Reading another collection. */
  public Specs from(int collection) {
    input = collection;
    return this;
  }

  /** With the main output going to {@code collection}. */
  public Specs to(int collection) {
    outputs.put(MAIN, collection);
    return this;
  }

  /** With another windowing of the input. */
  public Specs windowing(WindowingStrategy<?, ?> inputWindowing) {
    windowing = inputWindowing;
    return this;
  }

  /** With another coder of the main output. */
  public Specs outputCoder(Coder<?> coder) {
    outputCoders.put(MAIN, coder);
    return this;
  }

  /** With an output of strings that goes to {@code collection}. */
  public Specs output(TupleTag<String> tag, int collection) {
    outputs.put(tag, collection);
    outputCoders.put(tag, StringUtf8Coder.of());
    return this;
  }

  /** With an output of strings that nobody reads. */
  public Specs unread(TupleTag<String> tag) {
    outputCoders.put(tag, StringUtf8Coder.of());
    return this;
  }

  /** With a side input, {@code name} for parameters. */
  public Specs sideInput(String name, PCollectionView<?> view) {
    sideInputs.add(new SideInputSpec(name, view, name));
    sideInputMapping.put(name, view);
    return this;
  }

  /** The specification of the call. */
  public ParDoSpec spec() {
    return new ParDoSpec(
        Frozen.<DoFn<?, ?>>of(fn),
        inputCoder,
        windowing,
        MAIN,
        outputs,
        outputCoders,
        sideInputs,
        sideInputMapping,
        DoFnSchemaInformation.create(),
        stableInput);
  }

  /** A plain ParDo. */
  public OperatorSpec parDo() {
    return new OperatorSpec.ParDo(transform, spec(), input);
  }

  /** A stateful ParDo; the input coder is that of pairs. */
  public OperatorSpec stateful() {
    Coder<?> keyCoder = ((KvCoder<?, ?>) inputCoder).getKeyCoder();
    return new OperatorSpec.StatefulParDo(transform, spec(), keyCoder, input);
  }

  /** The first half of a splittable ParDo. */
  public OperatorSpec split(int collection) {
    return new OperatorSpec.SplitRestriction(transform, spec(), input, collection);
  }

  /** The second half of a splittable ParDo. */
  public OperatorSpec process(int collection) {
    return new OperatorSpec.ProcessRestriction(transform, spec(), collection);
  }

  /** A view of all strings of a window. */
  public static PCollectionView<Iterable<String>> iterableView(WindowFn<Object, ?> windowFn) {
    return iterableView(Window.into(windowFn));
  }

  /** A view of all strings of a window. */
  public static PCollectionView<Iterable<String>> iterableView(Window<String> window) {
    return Pipeline.create().apply(Create.of("unused")).apply(window).apply(View.asIterable());
  }

  /** A view of the one string of a window. */
  public static PCollectionView<String> singletonView(WindowFn<Object, ?> windowFn) {
    return Pipeline.create()
        .apply(Create.of("unused"))
        .apply(Window.into(windowFn))
        .apply(View.asSingleton());
  }
}
