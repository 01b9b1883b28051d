/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import dev.millrace.benchmarks.workload.Hash;
import dev.millrace.benchmarks.workload.Query;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.nexmark.NexmarkConfiguration;
import org.apache.beam.sdk.nexmark.NexmarkUtils;
import org.apache.beam.sdk.nexmark.model.KnownSize;
import org.apache.beam.sdk.nexmark.queries.BoundedSideInputJoin;
import org.apache.beam.sdk.nexmark.queries.NexmarkQuery;
import org.apache.beam.sdk.nexmark.queries.NexmarkQueryTransform;
import org.apache.beam.sdk.nexmark.queries.Query0;
import org.apache.beam.sdk.nexmark.queries.Query1;
import org.apache.beam.sdk.nexmark.queries.Query10;
import org.apache.beam.sdk.nexmark.queries.Query11;
import org.apache.beam.sdk.nexmark.queries.Query12;
import org.apache.beam.sdk.nexmark.queries.Query13;
import org.apache.beam.sdk.nexmark.queries.Query14;
import org.apache.beam.sdk.nexmark.queries.Query2;
import org.apache.beam.sdk.nexmark.queries.Query3;
import org.apache.beam.sdk.nexmark.queries.Query4;
import org.apache.beam.sdk.nexmark.queries.Query5;
import org.apache.beam.sdk.nexmark.queries.Query6;
import org.apache.beam.sdk.nexmark.queries.Query7;
import org.apache.beam.sdk.nexmark.queries.Query8;
import org.apache.beam.sdk.nexmark.queries.Query9;
import org.apache.beam.sdk.nexmark.queries.SessionSideInputJoin;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.TimestampedValue;

/** The queries of Beam's own Nexmark, built as its launcher builds them, in batch. */
final class NexmarkPipeline {
  /** What the launcher takes unless told otherwise; there are five shards to each. */
  private static final int WORKERS = 5;

  private NexmarkPipeline() {}

  static void build(Pipeline pipeline, Query query, long events, long run) {
    NexmarkConfiguration configuration = NexmarkConfiguration.DEFAULT.copy();
    configuration.numEvents = events;
    NexmarkUtils.setupPipeline(configuration.coderStrategy, pipeline);
    // What 3 joins has the time of whichever came last, and splits are read in any order.
    boolean timed = query != Query.NEXMARK_3;
    apply(pipeline, configuration, transform(query, configuration), run, timed);
  }

  private static <T extends KnownSize> void apply(
      Pipeline pipeline,
      NexmarkConfiguration configuration,
      NexmarkQueryTransform<T> transform,
      long run,
      boolean timed) {
    if (transform.needsSideInput()) {
      transform.setSideInput(NexmarkUtils.prepareSideInput(pipeline, configuration));
    }
    pipeline
        .apply("Read", NexmarkUtils.batchEventsSource(configuration))
        .apply(new NexmarkQuery<>(configuration, transform))
        .apply(
            "Sink",
            ParDo.of(new ChecksumFn<TimestampedValue<T>>(run, result -> hash(result, timed))));
  }

  private static long hash(TimestampedValue<?> result, boolean timed) {
    return Hash.of(
        Objects.hashCode(result.getValue()), timed ? result.getTimestamp().getMillis() : 0);
  }

  private static NexmarkQueryTransform<? extends KnownSize> transform(
      Query query, NexmarkConfiguration configuration) {
    return switch (query) {
      case NEXMARK_0 -> new Query0();
      case NEXMARK_1 -> new Query1(configuration);
      case NEXMARK_2 -> new Query2(configuration);
      case NEXMARK_3 -> new Query3(configuration);
      case NEXMARK_4 -> new Query4(configuration);
      case NEXMARK_5 -> new Query5(configuration);
      case NEXMARK_6 -> new Query6(configuration);
      case NEXMARK_7 -> new Query7(configuration);
      case NEXMARK_8 -> new Query8(configuration);
      case NEXMARK_9 -> new Query9(configuration);
      case NEXMARK_10 -> logToShards(configuration);
      case NEXMARK_11 -> new Query11(configuration);
      case NEXMARK_12 -> new Query12(configuration);
      case NEXMARK_13 -> new BoundedSideInputJoin(configuration);
      case NEXMARK_14 -> new SessionSideInputJoin(configuration);
      case NEXMARK_15 -> new Query13(configuration);
      case NEXMARK_16 -> new Query14(configuration);
      default -> throw new IllegalArgumentException("not of Nexmark: " + query);
    };
  }

  private static Query10 logToShards(NexmarkConfiguration configuration) {
    Query10 query = new Query10(configuration);
    query.setMaxNumWorkers(WORKERS);
    return query;
  }
}
