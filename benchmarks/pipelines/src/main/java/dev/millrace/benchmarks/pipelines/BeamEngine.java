/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.pipelines;

import com.google.auto.service.AutoService;
import dev.millrace.benchmarks.worker.Engine;
import dev.millrace.benchmarks.worker.PreparedRun;
import dev.millrace.benchmarks.worker.Scratch;
import dev.millrace.benchmarks.workload.Query;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Beam's runners, each with the options that its users are advised to set, and no others. */
@AutoService(Engine.class)
public final class BeamEngine implements Engine {
  private static final String SPARK = "spark-runner";

  /** Those that take checkpoints. */
  private static final Set<String> CHECKPOINTED =
      Set.of("millrace-checkpoints", "millrace-rocksdb");

  /** What Spark would read in batches of time, without an end. */
  private static final Set<Query> STREAMS = EnumSet.of(Query.UNBOUNDED, Query.LATENCY);

  private static final Map<String, List<String>> OPTIONS =
      Map.of(
          "millrace",
          List.of("--runner=MillraceRunner"),
          "millrace-checkpoints",
          List.of("--runner=MillraceRunner", "--stateBackend=heap"),
          "millrace-rocksdb",
          List.of("--runner=MillraceRunner", "--stateBackend=rocksdb"),
          // Its checks of what the model forbids are for tests.
          "direct-runner",
          List.of(
              "--runner=DirectRunner",
              "--enforceImmutability=false",
              "--enforceEncodability=false"),
          "flink-runner",
          List.of(
              "--runner=FlinkRunner",
              "--flinkMaster=[local]",
              "--parallelism=2",
              "--objectReuse=true",
              "--fasterCopy=true"),
          SPARK,
          List.of("--runner=SparkRunner", "--sparkMaster=local[2]"));

  @Override
  public boolean isNamed(String name) {
    return OPTIONS.containsKey(name);
  }

  @Override
  public Optional<PreparedRun> prepare(String engine, Query query, long elements, long run) {
    if (engine.equals(SPARK) && STREAMS.contains(query)) {
      return Optional.empty();
    }
    List<String> args = new ArrayList<>(OPTIONS.get(engine));
    if (CHECKPOINTED.contains(engine)) {
      args.add("--checkpointDirectory=" + Scratch.directory());
      args.add("--checkpointEveryMillis=" + Long.getLong(CHECKPOINT_MILLIS));
    }
    PipelineOptions options =
        PipelineOptionsFactory.fromArgs(args.toArray(String[]::new)).withValidation().create();
    Pipeline pipeline = Pipeline.create(options);
    build(pipeline, query, elements, run);
    return Optional.of(() -> run(pipeline));
  }

  private static String run(Pipeline pipeline) {
    PipelineResult result = pipeline.run();
    PipelineResult.State state = result.waitUntilFinish();
    if (state != PipelineResult.State.DONE) {
      throw new IllegalStateException("the pipeline ended as " + state);
    }
    return result.getClass().getName();
  }

  private static void build(Pipeline pipeline, Query query, long elements, long run) {
    ElementPipelines each = new ElementPipelines(pipeline, elements, run);
    GroupingPipelines grouping = new GroupingPipelines(pipeline, query, elements, run);
    switch (query) {
      case EMPTY -> each.numbers();
      case IDENTITY -> each.identity();
      case SAMPLE -> each.sample();
      case PROJECTION -> each.projection();
      case GREP -> each.grep();
      case TEN_PARDOS -> each.additions(10);
      case HUNDRED_PARDOS -> each.additions(100);
      case LATENCY -> PacedPipeline.build(pipeline, elements, run);
      case RESHUFFLE -> each.reshuffle();
      case SIDE_INPUT -> each.lookUp();
      case WORD_COUNT, WORD_COUNT_GIGABYTE -> grouping.countWords();
      case GROUP_FEW_KEYS, GROUP_MANY_KEYS, GROUP_TEN_MILLION_KEYS -> grouping.group();
      case FIXED_WINDOWS -> grouping.fixedWindows();
      case SLIDING_WINDOWS -> grouping.slidingWindows();
      case SESSIONS -> grouping.sessions();
      case STATEFUL -> grouping.foldInState();
      case CO_GROUP -> grouping.join();
      case UNBOUNDED -> grouping.countStream();
      default -> NexmarkPipeline.build(pipeline, query, elements, run);
    }
  }
}
