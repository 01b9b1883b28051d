/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** The size of the graph, with few elements: what translation, fusion and start and end cost. */
final class GraphCases {
  // A chain of steps is as deep on the stack.
  private static final int MOST_DEEP = 64;
  private static final int MOST_WIDE = 256;
  // Each has threads.
  private static final int MOST_STAGES = 32;

  private GraphCases() {}

  static List<GrowthCase> all() {
    return List.of(
        GrowthCase.of("steps in a chain", GraphCases::chain).atMost(MOST_DEEP),
        GrowthCase.of("steps side by side", GraphCases::wide).atMost(MOST_WIDE),
        GrowthCase.of("stages in a chain", GraphCases::stages).atMost(MOST_STAGES),
        GrowthCase.of("stages side by side", GraphCases::wideStages).atMost(MOST_STAGES),
        GrowthCase.of("inputs of a Flatten", GraphCases::flattened).atMost(MOST_WIDE),
        GrowthCase.of("Flattens in a chain", GraphCases::flattens).atMost(MOST_DEEP),
        GrowthCase.of("side inputs of one step", GraphCases::sideInputs).atMost(MOST_STAGES),
        GrowthCase.of("outputs of one step, by tags", GraphCases::tags).atMost(MOST_WIDE));
  }

  private static PCollection<Long> few(Pipeline pipeline) {
    return pipeline.apply(Create.of(1L, 2L, 3L));
  }

  private static Pipeline chain(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = few(pipeline);
    for (int i = 0; i < n; i++) {
      numbers = numbers.apply("Step" + i, ParDo.of(new Same()));
    }
    return pipeline;
  }

  private static Pipeline wide(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = few(pipeline);
    for (int i = 0; i < n; i++) {
      numbers.apply("Step" + i, ParDo.of(new Same()));
    }
    return pipeline;
  }

  private static Pipeline stages(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = few(pipeline);
    for (int i = 0; i < n; i++) {
      numbers = numbers.apply("Reshuffle" + i, Reshuffle.viaRandomKey());
    }
    return pipeline;
  }

  private static Pipeline wideStages(int n) {
    Pipeline pipeline = Inputs.pipeline();
    var keyed = few(pipeline).apply(Inputs.keyed(2));
    for (int i = 0; i < n; i++) {
      keyed.apply("Group" + i, GroupByKey.create()).apply("Sink" + i, Inputs.sink());
    }
    return pipeline;
  }

  private static Pipeline flattened(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = few(pipeline);
    List<PCollection<Long>> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      all.add(numbers.apply("Step" + i, ParDo.of(new Same())));
    }
    PCollectionList.of(all).apply(Flatten.pCollections()).apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline flattens(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = few(pipeline);
    PCollection<Long> all = numbers;
    for (int i = 0; i < n; i++) {
      PCollection<Long> more = numbers.apply("Step" + i, ParDo.of(new Same()));
      all = PCollectionList.of(all).and(more).apply("Flatten" + i, Flatten.pCollections());
    }
    all.apply(Inputs.sink());
    return pipeline;
  }

  private static Pipeline sideInputs(int n) {
    Pipeline pipeline = Inputs.pipeline();
    PCollection<Long> numbers = few(pipeline);
    List<PCollectionView<?>> views = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      views.add(numbers.apply("View" + i, View.asIterable()));
    }
    numbers.apply(ParDo.of(new Same()).withSideInputs(views));
    return pipeline;
  }

  private static Pipeline tags(int n) {
    Pipeline pipeline = Inputs.pipeline();
    List<TupleTag<?>> tags = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      tags.add(new TupleTag<Long>("tag" + i) {});
    }
    var outputs =
        few(pipeline)
            .apply(
                ParDo.of(new ToTags(n))
                    .withOutputTags(new TupleTag<Long>("main") {}, TupleTagList.of(tags)));
    outputs.getAll().values().forEach(output -> setCoder(output));
    return pipeline;
  }

  @SuppressWarnings("unchecked") // all outputs are of numbers
  private static void setCoder(PCollection<?> output) {
    PCollection<Long> numbers = (PCollection<Long>) output;
    numbers.setCoder(VarLongCoder.of());
    numbers.apply("Sink of " + output.getName(), Inputs.sink());
  }

  private static final class Same extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<Long> output) {
      output.output(number);
    }
  }

  private static final class ToTags extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final int tags;

    ToTags(int tags) {
      this.tags = tags;
    }

    @ProcessElement
    public void process(@Element Long number, MultiOutputReceiver outputs) {
      for (int i = 0; i < tags; i++) {
        outputs.get(new TupleTag<Long>("tag" + i)).output(number);
      }
    }
  }
}
