/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.overrides;

import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static dev.millrace.translation.graph.StageGraphAssertions.only;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.millrace.translation.Pipelines;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.GroupIntoBatches.BatchingParams;
import org.apache.beam.sdk.util.ShardedKey;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class ShardedBatchesTest {
  private final Pipeline pipeline = Pipelines.create();

  private void batch(String name, GroupIntoBatches<String, Integer> batches) {
    pipeline
        .apply(name + "Pairs", Create.of(KV.of("a", 1), KV.of("b", 2)))
        .apply(name, batches.withShardedKey());
  }

  @Test
  void batchesAreKeyedByShard() {
    batch("Batch", GroupIntoBatches.ofSize(2));

    StageGraph graph = assertSound(Pipelines.translate(pipeline));

    OperatorSpec.StatefulParDo stateful = only(graph, OperatorSpec.StatefulParDo.class);
    assertInstanceOf(ShardedKey.Coder.class, stateful.keyCoder());
    OperatorSpec.ParDo assign = only(graph, OperatorSpec.ParDo.class);
    assertEquals("Batch/AssignShard/ParMultiDo(AssignShard)", assign.transform());
  }

  @Test
  void translatingTwiceReplacesOnce() {
    batch("Batch", GroupIntoBatches.ofSize(2));

    assertEquals(
        Pipelines.translate(pipeline).stages().size(),
        Pipelines.translate(pipeline).stages().size());
  }

  @Test
  void parametersAreThoseOfTheUser() {
    Duration second = Duration.standardSeconds(1);
    batch("Size", GroupIntoBatches.<String, Integer>ofSize(2).withMaxBufferingDuration(second));
    batch("Bytes", GroupIntoBatches.ofByteSize(7));
    batch("Weighed", GroupIntoBatches.<String, Integer>ofByteSize(7, Integer::longValue));
    batch("Both", GroupIntoBatches.<String, Integer>ofSize(2).withByteSize(7));
    JavaOverrides.apply(pipeline);

    Map<String, BatchingParams<?>> found = params();

    assertEquals(List.of("Both", "Bytes", "Size", "Weighed"), List.copyOf(found.keySet()));
    assertEquals(second, found.get("Size").getMaxBufferingDuration());
    assertEquals(2, found.get("Size").getBatchSize());
    assertEquals(Long.MAX_VALUE, found.get("Size").getBatchSizeBytes());
    assertEquals(Long.MAX_VALUE, found.get("Bytes").getBatchSize());
    assertEquals(7, found.get("Bytes").getBatchSizeBytes());
    assertEquals(7, found.get("Both").getBatchSizeBytes());
    assertEquals(2, found.get("Both").getBatchSize());
    assertEquals(true, found.get("Weighed").getElementByteSize() != null);
  }

  private Map<String, BatchingParams<?>> params() {
    Map<String, BatchingParams<?>> params = new TreeMap<>();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            if (node.getTransform() instanceof GroupIntoBatches<?, ?> batches) {
              String name = node.getFullName();
              params.put(name.substring(0, name.indexOf('/')), batches.getBatchingParams());
            }
            return CompositeBehavior.ENTER_TRANSFORM;
          }
        });
    return params;
  }
}
