/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.overrides;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.WriteFiles;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.util.IdentityWindowFn;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollection.IsBounded;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;

/**
 * Gathers the temporary files of a window into one list, once the collection has ended.
 *
 * <p>When {@link WriteFiles} writes a bounded collection by windows and leaves the number of shards
 * to the runner, it gathers the files of each <em>bundle</em> and numbers them from zero. Two
 * bundles with equally many files of one window then give them the same names, and the later files
 * replace the earlier. Where a bundle ends is ours to choose, so it must not matter.
 */
final class GatheredFiles<T> extends PTransform<PCollection<T>, PCollection<List<T>>> {
  // Private there.
  private static final String GATHERS_PER_BUNDLE =
      WriteFiles.class.getName() + "$GatherBundlesPerWindowFn";

  /** Replaces the function that gathers per bundle, where its input is bounded, by this. */
  static PTransformOverride override() {
    return PTransformOverride.of(GatheredFiles::gathersPerBundle, new Factory<>());
  }

  private static boolean gathersPerBundle(AppliedPTransform<?, ?, ?> applied) {
    return applied.getTransform() instanceof ParDo.SingleOutput<?, ?> parDo
        && parDo.getFn().getClass().getName().equals(GATHERS_PER_BUNDLE)
        && applied.getMainInputs().values().stream()
            .allMatch(input -> input.isBounded() == IsBounded.BOUNDED);
  }

  @Override
  public PCollection<List<T>> expand(PCollection<T> input) {
    WindowingStrategy<?, ?> strategy = input.getWindowingStrategy();
    return input
        .apply("PairWithNothing", WithKeys.of((Void) null))
        .setCoder(KvCoder.of(VoidCoder.of(), input.getCoder()))
        .apply("FireAtTheEnd", fireAtTheEnd(strategy.getWindowFn().windowCoder()))
        .apply("GroupByKey", GroupByKey.create())
        .apply("List", ParDo.of(new ToList<>()))
        .setCoder(ListCoder.of(input.getCoder()))
        .setWindowingStrategyInternal(strategy);
  }

  private Window<KV<Void, T>> fireAtTheEnd(Coder<? extends BoundedWindow> windowCoder) {
    return Window.<KV<Void, T>>into(new IdentityWindowFn<>(windowCoder))
        .triggering(Never.ever())
        .withAllowedLateness(Duration.millis(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()))
        .discardingFiredPanes();
  }

  private static final class ToList<T> extends DoFn<KV<Void, Iterable<T>>, List<T>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void processElement(
        @Element KV<Void, Iterable<T>> files, OutputReceiver<List<T>> output) {
      output.output(ImmutableList.copyOf(files.getValue()));
    }
  }

  private static final class Factory<T>
      implements PTransformOverrideFactory<
          PCollection<T>, PCollection<List<T>>, ParDo.SingleOutput<T, List<T>>> {
    @Override
    public PTransformReplacement<PCollection<T>, PCollection<List<T>>> getReplacementTransform(
        AppliedPTransform<PCollection<T>, PCollection<List<T>>, ParDo.SingleOutput<T, List<T>>>
            applied) {
      return PTransformReplacement.of(
          PTransformReplacements.getSingletonMainInput(applied), new GatheredFiles<>());
    }

    @Override
    public Map<PCollection<?>, ReplacementOutput> mapOutputs(
        Map<TupleTag<?>, PCollection<?>> outputs, PCollection<List<T>> newOutput) {
      return ReplacementOutputs.singleton(outputs, newOutput);
    }
  }
}
