/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.translation.graph.StageGraph;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;

/** Pipelines, and what comes of going on from the checkpoint of one with another. */
final class ChangedPipelines {
  private ChangedPipelines() {}

  static final int GROUPS = 128;
  static final Duration MINUTE = Duration.standardMinutes(1);
  static final Coder<String> TEXT = StringUtf8Coder.of();

  static StageGraph graph(Consumer<Pipeline> pipeline, String... disabledRewrites) {
    return PlanSignatureTest.graph(pipeline, disabledRewrites);
  }

  static byte[] described(Consumer<Pipeline> pipeline) {
    return Compatibility.describe(graph(pipeline), GROUPS);
  }

  static Continuation check(
      Consumer<Pipeline> before, Consumer<Pipeline> after, Map<String, String> mapping) {
    return Compatibility.check(described(before), graph(after), GROUPS, mapping, false);
  }

  static String refusal(
      Consumer<Pipeline> before, Consumer<Pipeline> after, Map<String, String> mapping) {
    return assertThrows(IncompatiblePipelineException.class, () -> check(before, after, mapping))
        .getMessage();
  }

  static Consumer<Pipeline> keyed(PTransform<PCollection<KV<String, Integer>>, ?> named) {
    return pipeline -> Samples.pairs(pipeline).apply("Step", named);
  }

  static Consumer<Pipeline> stateful(DoFn<KV<String, Integer>, String> fn) {
    // The name of a step has the name of its function in it.
    return keyed(
        new PTransform<PCollection<KV<String, Integer>>, PCollection<String>>() {
          @Override
          public PCollection<String> expand(PCollection<KV<String, Integer>> input) {
            return input.apply("Fn", ParDo.of(fn));
          }
        });
  }

  static <K, V> Consumer<Pipeline> grouped(Coder<K> keys, Coder<V> values) {
    return pipeline ->
        pipeline
            .apply("Pairs", Create.empty(KvCoder.of(keys, values)))
            .apply("Group", GroupByKey.create());
  }

  static Consumer<Pipeline> windowed(Window<KV<String, Integer>> window) {
    return pipeline ->
        Samples.pairs(pipeline).apply("Window", window).apply("Group", GroupByKey.create());
  }

  static Window<KV<String, Integer>> fixed() {
    return Window.into(FixedWindows.of(MINUTE));
  }

  static Window<KV<String, Integer>> triggered(int elements) {
    return fixed()
        .triggering(Repeatedly.forever(AfterPane.elementCountAtLeast(elements)))
        .withAllowedLateness(Duration.ZERO)
        .discardingFiredPanes();
  }

  static Consumer<Pipeline> view(
      PTransform<PCollection<KV<String, Integer>>, ? extends PCollectionView<?>> view) {
    return pipeline -> {
      PCollection<KV<String, Integer>> pairs = Samples.pairs(pipeline);
      PCollectionView<?> made = pairs.apply("View", view);
      pairs.apply("Look", ParDo.of(new Samples.Look<KV<String, Integer>>()).withSideInputs(made));
    };
  }

  static Consumer<Pipeline> splittable(DoFn<String, String> fn) {
    return pipeline ->
        pipeline
            .apply("Texts", Create.of("a"))
            .apply(
                "Split",
                new PTransform<PCollection<String>, PCollection<String>>() {
                  @Override
                  public PCollection<String> expand(PCollection<String> input) {
                    return input.apply("Fn", ParDo.of(fn));
                  }
                });
  }

  static Consumer<Pipeline> read(PTransform<? super PBegin, PCollection<Long>> read) {
    return pipeline ->
        pipeline
            .apply(
                "Read",
                new PTransform<PBegin, PCollection<Long>>() {
                  @Override
                  public PCollection<Long> expand(PBegin begin) {
                    return begin.apply("Source", read);
                  }
                })
            .apply("Look", ParDo.of(new Samples.Look<>()));
  }
}
