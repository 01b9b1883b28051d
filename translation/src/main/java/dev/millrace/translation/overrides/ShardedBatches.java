/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.overrides;

import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.runners.AppliedPTransform;
import org.apache.beam.sdk.runners.PTransformOverride;
import org.apache.beam.sdk.runners.PTransformOverrideFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.GroupIntoBatches.BatchingParams;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.util.construction.PTransformMatchers;
import org.apache.beam.sdk.util.construction.PTransformReplacements;
import org.apache.beam.sdk.util.construction.ReplacementOutputs;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * Batches by sharded key, with a sharding that depends on the element alone.
 *
 * <p>Beam's own expansion takes the thread for the shard, so how many incomplete batches remain at
 * the end depends on how many threads happened to run. Here each key has one shard: one instance
 * forms the batches of a key, and what follows may spread them.
 */
final class ShardedBatches<K, V>
    extends PTransform<PCollection<KV<K, V>>, PCollection<KV<ShardedKey<K>, Iterable<V>>>> {
  private final transient BatchingParams<V> params;

  private ShardedBatches(BatchingParams<V> params) {
    this.params = params;
  }

  /** Replaces {@link GroupIntoBatches.WithShardedKey} by this. */
  static PTransformOverride override() {
    return PTransformOverride.of(
        PTransformMatchers.classEqualTo(GroupIntoBatches.WithShardedKey.class),
        new Factory<Object, Object>());
  }

  @Override
  public PCollection<KV<ShardedKey<K>, Iterable<V>>> expand(PCollection<KV<K, V>> input) {
    KvCoder<K, V> coder = (KvCoder<K, V>) input.getCoder();
    return input
        .apply("AssignShard", ParDo.of(new AssignShard<>()))
        .setCoder(KvCoder.of(ShardedKey.Coder.of(coder.getKeyCoder()), coder.getValueCoder()))
        .apply("GroupIntoBatches", batches());
  }

  private GroupIntoBatches<ShardedKey<K>, V> batches() {
    GroupIntoBatches<ShardedKey<K>, V> batches =
        params.getBatchSizeBytes() == Long.MAX_VALUE
            ? GroupIntoBatches.ofSize(params.getBatchSize())
            : batchesBySize();
    return batches.withMaxBufferingDuration(params.getMaxBufferingDuration());
  }

  private GroupIntoBatches<ShardedKey<K>, V> batchesBySize() {
    GroupIntoBatches<ShardedKey<K>, V> batches =
        GroupIntoBatches.ofByteSize(params.getBatchSizeBytes(), params.getElementByteSize());
    return params.getBatchSize() == Long.MAX_VALUE
        ? batches
        : batches.withSize(params.getBatchSize());
  }

  private static final class AssignShard<K, V> extends DoFn<KV<K, V>, KV<ShardedKey<K>, V>> {
    private static final long serialVersionUID = 1L;
    private static final byte[] ONLY_SHARD = {};

    @ProcessElement
    public void processElement(
        @Element KV<K, V> element, OutputReceiver<KV<ShardedKey<K>, V>> output) {
      output.output(KV.of(ShardedKey.of(element.getKey(), ONLY_SHARD), element.getValue()));
    }
  }

  private static final class Factory<K, V>
      implements PTransformOverrideFactory<
          PCollection<KV<K, V>>,
          PCollection<KV<ShardedKey<K>, Iterable<V>>>,
          GroupIntoBatches<K, V>.WithShardedKey> {
    @Override
    public PTransformReplacement<PCollection<KV<K, V>>, PCollection<KV<ShardedKey<K>, Iterable<V>>>>
        getReplacementTransform(
            AppliedPTransform<
                    PCollection<KV<K, V>>,
                    PCollection<KV<ShardedKey<K>, Iterable<V>>>,
                    GroupIntoBatches<K, V>.WithShardedKey>
                applied) {
      return PTransformReplacement.of(
          PTransformReplacements.getSingletonMainInput(applied),
          new ShardedBatches<>(applied.getTransform().getBatchingParams()));
    }

    @Override
    public Map<PCollection<?>, ReplacementOutput> mapOutputs(
        Map<TupleTag<?>, PCollection<?>> outputs,
        PCollection<KV<ShardedKey<K>, Iterable<V>>> newOutput) {
      return ReplacementOutputs.singleton(outputs, newOutput);
    }
  }
}
