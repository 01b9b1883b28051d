/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.plan;

import dev.millrace.translation.Pipelines;
import dev.millrace.translation.graph.CombineSpec;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.ParDoSpec;
import dev.millrace.translation.graph.SideInputSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.DoFnSchemaInformation;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/** Makes plans by hand, all collections of string-integer pairs, transforms named by the test. */
public final class PlanFixture {
  public static final Coder<String> KEY_CODER = StringUtf8Coder.of();
  private static final Coder<KV<String, Integer>> CODER = KvCoder.of(KEY_CODER, VarIntCoder.of());

  private final PlanBuilder builder = new PlanBuilder();
  private final PCollection<Integer> viewed;
  private WindowingStrategy<?, ?> windowing = WindowingStrategy.globalDefault();

  public PlanFixture() {
    Pipeline pipeline = Pipelines.create();
    viewed = pipeline.apply(Create.of(1));
  }

  /** Lets all that follows have {@code newWindowing}. */
  public PlanFixture windowing(WindowingStrategy<?, ?> newWindowing) {
    windowing = newWindowing;
    return this;
  }

  public int impulse(String name) {
    int output = collection(name);
    builder.add(new OperatorSpec.Impulse(name, output));
    return output;
  }

  public int parDo(String name, int input, PCollectionView<?>... views) {
    return parDoWithOutputs(name, input, 1, views).get(0);
  }

  public List<Integer> parDoWithOutputs(
      String name, int input, int outputs, PCollectionView<?>... views) {
    List<Integer> collections = new ArrayList<>();
    Map<TupleTag<?>, Integer> tags = new HashMap<>();
    for (int i = 0; i < outputs; i++) {
      collections.add(collection(name + "." + i));
      tags.put(new TupleTag<>("out" + i), collections.get(i));
    }
    builder.add(new OperatorSpec.ParDo(name, spec(tags, views), input));
    return collections;
  }

  public int expensiveParDo(String name, int input) {
    int output = collection(name);
    ParDoSpec spec = spec(new Expensive(), Map.of(new TupleTag<>("out0"), output));
    builder.add(new OperatorSpec.ParDo(name, spec, input));
    return output;
  }

  public int stateful(String name, int input, PCollectionView<?>... views) {
    int output = collection(name);
    ParDoSpec spec = spec(Map.of(new TupleTag<>("out0"), output), views);
    builder.add(new OperatorSpec.StatefulParDo(name, spec, KEY_CODER, input));
    return output;
  }

  public int splittable(String name, int input, PCollectionView<?>... views) {
    int restrictions = collection(name + "/Restrictions");
    int output = collection(name);
    ParDoSpec spec = spec(Map.of(new TupleTag<>("out0"), output), views);
    builder.add(new OperatorSpec.SplitRestriction(name, spec, input, restrictions));
    builder.add(new OperatorSpec.ProcessRestriction(name, spec, restrictions));
    return output;
  }

  public int group(String name, int input) {
    return group(name, input, new Aggregation.Values(VarIntCoder.of()));
  }

  public int combine(String name, int input) {
    CombineSpec combine = new CombineSpec(Sum.ofIntegers(), VarIntCoder.of(), VarLongCoder.of());
    return group(name, input, new Aggregation.Combine(combine));
  }

  public int group(String name, int input, Aggregation aggregation) {
    int output = collection(name);
    builder.add(
        new OperatorSpec.GroupByKey(name, KEY_CODER, aggregation, windowing, input, output));
    return output;
  }

  public int flatten(String name, Integer... inputs) {
    int output = collection(name);
    builder.add(new OperatorSpec.Flatten(name, Arrays.asList(inputs), output));
    return output;
  }

  public int redistribute(String name, int input) {
    int output = collection(name);
    builder.add(new OperatorSpec.Redistribute(name, new Exchange.Rebalance(), input, output));
    return output;
  }

  public int assignWindows(String name, int input) {
    int output = collection(name);
    FixedWindows windows = FixedWindows.of(Duration.standardMinutes(1));
    builder.add(new OperatorSpec.AssignWindows(name, windows, input, output));
    return output;
  }

  public PCollectionView<?> view(String name, int input) {
    PCollectionView<?> view = viewed.apply(View.asIterable());
    builder.add(new OperatorSpec.MaterializeView(name, view, CODER, windowing, input));
    return view;
  }

  public Plan build() {
    return builder.build();
  }

  private int collection(String name) {
    return builder.addCollection(name, CODER, windowing, true);
  }

  private ParDoSpec spec(Map<TupleTag<?>, Integer> outputs, PCollectionView<?>... views) {
    return spec(new Forget(), outputs, views);
  }

  private ParDoSpec spec(
      DoFn<?, ?> fn, Map<TupleTag<?>, Integer> outputs, PCollectionView<?>... views) {
    Map<TupleTag<?>, Coder<?>> coders = new HashMap<>();
    outputs.keySet().forEach(tag -> coders.put(tag, CODER));
    List<SideInputSpec> sideInputs = new ArrayList<>();
    Map<String, PCollectionView<?>> mapping = new HashMap<>();
    for (PCollectionView<?> view : views) {
      String name = Views.tag(view).getId();
      sideInputs.add(new SideInputSpec(name, view, name));
      mapping.put(name, view);
    }
    return new ParDoSpec(
        Frozen.<DoFn<?, ?>>of(fn),
        CODER,
        windowing,
        new TupleTag<>("out0"),
        outputs,
        coders,
        sideInputs,
        mapping,
        DoFnSchemaInformation.create(),
        false);
  }

  static final class Forget extends DoFn<KV<String, Integer>, KV<String, Integer>> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Expensive extends DoFn<KV<String, Integer>, KV<String, Integer>> {
    @Setup
    public void setUp() {}

    @ProcessElement
    public void processElement() {}
  }
}
