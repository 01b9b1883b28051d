/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.testrunners;

import com.google.auto.service.AutoService;
import dev.millrace.execution.cold.ColdStoreProvider;
import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.metrics.MetricsEnvironment;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.runners.PipelineRunnerRegistrar;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The engine of {@link MillraceRunner} with crashes: a checkpoint is taken every few bundles, and
 * now and then, at random, a task fails in the midst of what it does; the job is started again from
 * the latest checkpoint, each time with another number of instances. What comes of a pipeline must
 * be as if nothing had happened.
 */
public final class CrashingMillraceRunner extends PipelineRunner<PipelineResult> {
  /** By this {@code --runner} chooses it. */
  public static final String NAME = "CrashingMillraceRunner";

  private static final int MOST_CRASHES = 4;
  private static final int[] PARALLELISMS = {2, 1, 4, 3, 7};
  private static final AtomicInteger PIPELINES = new AtomicInteger();
  private static final AtomicInteger CRASHES = new AtomicInteger();
  private static final AtomicInteger RESTORED = new AtomicInteger();

  // A suite that passes because nothing has crashed would prove nothing.
  static {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(told())));
  }

  private final PipelineOptions options;

  private CrashingMillraceRunner(PipelineOptions options) {
    this.options = options;
  }

  /** Called by Beam, reflectively. */
  public static CrashingMillraceRunner fromOptions(PipelineOptions options) {
    return new CrashingMillraceRunner(options);
  }

  /** How many pipelines of this process there were, and what became of them. */
  public static String told() {
    return "%d pipelines crashed %d times, and began %d times from a checkpoint"
        .formatted(PIPELINES.get(), CRASHES.get(), RESTORED.get());
  }

  /** How often pipelines of this process have begun from a checkpoint. */
  public static int restored() {
    return RESTORED.get();
  }

  @Override
  public PipelineResult run(Pipeline pipeline) {
    StageGraph graph = PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of()));
    MetricsEnvironment.setMetricsSupported(true);
    AtomicReference<@Nullable JobImage> latest = new AtomicReference<>();
    CrashOptions crashing = options.as(CrashOptions.class);
    long seed = crashing.getCrashSeed() * 1_000_003 + names(graph).hashCode();
    PIPELINES.incrementAndGet();
    int same = options.as(MillracePipelineOptions.class).getParallelism();
    for (int attempt = 0; ; attempt++) {
      int parallelism =
          crashing.isSameParallelism() ? same : PARALLELISMS[attempt % PARALLELISMS.length];
      Crashes crashes = new Crashes(seed * 31 + attempt, attempt < MOST_CRASHES);
      EmbeddedJob job = start(graph, latest, crashes, parallelism);
      crashes.of(job);
      EmbeddedResult result = new EmbeddedResult(job);
      result.await();
      if (!crashes.haveHappened() || !Crashes.isCause(job.failure())) {
        result.waitUntilFinish();
        return result;
      }
      CRASHES.incrementAndGet();
      if (latest.get() != null) {
        RESTORED.incrementAndGet();
      }
    }
  }

  // So that a pipeline crashes in the same places whatever others ran before it.
  private static List<String> names(StageGraph graph) {
    return graph.stages().stream()
        .flatMap(stage -> stage.operators().stream())
        .map(OperatorSpec::transform)
        .toList();
  }

  private EmbeddedJob start(
      StageGraph graph,
      AtomicReference<@Nullable JobImage> latest,
      Crashes crashes,
      int parallelism) {
    StageInstances instances = new StageInstances(graph, Enforcement.NONE);
    return EmbeddedJob.start(
        graph,
        JobSettings.defaults(parallelism)
            .with(new JobSettings.Bundles(4, 1_000))
            .with(JobSettings.Channels.of(2, 4))
            .with(storage()),
        options,
        stage -> crashes.around(instances.create(stage)),
        new Durability(
            latest.get(),
            taken -> {
              latest.set(taken.after(latest.get()));
              crashes.published();
              return CheckpointSize.NONE;
            },
            50));
  }

  // Only what is worked on stays on the heap, whatever the options say of its size.
  private JobSettings.StateStorage storage() {
    String backend = options.as(MillracePipelineOptions.class).getStateBackend();
    if (backend == null || backend.equals("heap")) {
      return JobSettings.StateStorage.HEAP;
    }
    for (ColdStoreProvider provider : ServiceLoader.load(ColdStoreProvider.class)) {
      if (provider.name().equals(backend)) {
        return new JobSettings.StateStorage(provider, 0, 0);
      }
    }
    throw new IllegalArgumentException("There is no state back end " + backend);
  }

  /** Makes {@code --runner=CrashingMillraceRunner} known. */
  @AutoService(PipelineRunnerRegistrar.class)
  public static final class Registrar implements PipelineRunnerRegistrar {
    @Override
    public List<Class<? extends PipelineRunner<?>>> getPipelineRunners() {
      return List.of(CrashingMillraceRunner.class);
    }
  }
}
