/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.AtShutdown;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.JobSettings.Bundles;
import dev.millrace.execution.embedded.JobSettings.Channels;
import dev.millrace.execution.embedded.JobSettings.Memory;
import dev.millrace.execution.embedded.JobSettings.Shutdown;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.translation.TranslationOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.metrics.MetricsOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the options of a pipeline come to.
 *
 * @param job how the job is to run
 * @param durability what is to be kept of it
 * @param translation how the pipeline is to be translated
 * @param rules the rules of the Beam model to check
 * @param progress how progress is to be shown
 * @param printPlan how the plan is to be printed
 * @param board where the job is shown, null if nowhere
 * @param blockOnRun whether to wait for the end before returning
 */
record RunSettings(
    JobSettings job,
    DurabilitySettings durability,
    TranslationOptions translation,
    Set<ModelRule> rules,
    ProgressMode progress,
    PlanFormat printPlan,
    @Nullable BoardAddress board,
    boolean blockOnRun) {
  /** As many as there are key groups: a further instance would never see a key. */
  private static final int MAX_PARALLELISM = Keyer.KEY_GROUPS;

  private static final int PER_PROCESSOR = -1;

  private static final int SHARE_OF_HEAP = -1;

  private static final int MAX_GROUPING_MB = 1_000_000;

  private static final int MAX_GRACE_MILLIS = 3_600_000;

  private static final long MAX_PUSH_SECONDS = TimeUnit.DAYS.toSeconds(1);

  /**
   * Reads {@code options}.
   *
   * @throws IllegalArgumentException naming every option whose value will not do, the value, and
   *     what would do
   */
  static RunSettings of(MillracePipelineOptions options) {
    OptionChecks checks = new OptionChecks();
    RunSettings settings =
        new RunSettings(
            job(options, checks),
            DurabilitySettings.of(options, checks),
            new TranslationOptions(
                checks.someOf(
                    "disableRewrites",
                    options.getDisableRewrites(),
                    TranslationOptions.rewriteNames()),
                nonDeterministicSources(options)),
            checks.someOf("enforce", options.getEnforce(), ModelRule.class),
            checks.oneOf("progress", options.getProgress(), ProgressMode.class),
            checks.oneOf("printPlan", options.getPrintPlan(), PlanFormat.class),
            BoardSettings.of(options, checks),
            options.isBlockOnRun());
    checkPushPeriod(options.as(MetricsOptions.class), checks);
    checks.throwIfOffended();
    return settings;
  }

  // Which ones there are is known once the pipeline is translated.
  private static Set<String> nonDeterministicSources(MillracePipelineOptions options) {
    List<String> names = options.getNonDeterministicSources();
    return names == null ? Set.of() : Set.copyOf(names);
  }

  private static void checkPushPeriod(MetricsOptions options, OptionChecks checks) {
    long seconds = options.getMetricsPushPeriod();
    if (seconds < 1 || seconds > MAX_PUSH_SECONDS) {
      checks.refuse(
          "metricsPushPeriod", seconds, "a number of seconds from 1 to " + MAX_PUSH_SECONDS);
    }
  }

  private static JobSettings job(MillracePipelineOptions options, OptionChecks checks) {
    int parallelism = parallelism(options.getParallelism(), checks);
    int bundleElements =
        checks.inRange("maxBundleElements", options.getMaxBundleElements(), 1, 1_000_000);
    int bundleMillis = checks.inRange("maxBundleMillis", options.getMaxBundleMillis(), 1, 60_000);
    int chunkElements = checks.inRange("chunkElements", options.getChunkElements(), 1, 65_536);
    int chunks = checks.inRange("channelChunks", options.getChannelChunks(), 1, 1_024);
    int idleMillis =
        checks.inRange("sourceIdleTimeout", options.getSourceIdleTimeout(), 0, 86_400_000);
    return new JobSettings(
        parallelism,
        new Bundles(bundleElements, bundleMillis),
        Channels.of(chunkElements, chunks),
        idleMillis,
        threads(options.isUseVirtualThreads(), checks),
        memory(options, checks),
        StateSettings.of(options, checks),
        new Shutdown(
            checks.oneOf("onShutdown", options.getOnShutdown(), AtShutdown.class),
            checks.inRange(
                "shutdownGraceMillis", options.getShutdownGraceMillis(), 0, MAX_GRACE_MILLIS)));
  }

  private static Memory memory(MillracePipelineOptions options, OptionChecks checks) {
    int megabytes = options.getGroupingMemoryMb();
    Memory usual = Memory.ofHeap();
    if (megabytes != SHARE_OF_HEAP && (megabytes < 0 || megabytes > MAX_GROUPING_MB)) {
      checks.refuse(
          "groupingMemoryMb",
          megabytes,
          "a number of megabytes from 0 to " + MAX_GROUPING_MB + ", or -1 for a share of the heap");
    }
    String directory = options.getSpillDirectory();
    if (directory != null && !isWritableDirectory(Path.of(directory))) {
      checks.refuse("spillDirectory", directory, "a directory that can be written to");
    }
    return new Memory(
        megabytes < 0 ? usual.groupingBytes() : (long) megabytes << 20,
        directory == null ? usual.spillDirectory() : Path.of(directory));
  }

  private static boolean isWritableDirectory(Path path) {
    return Files.isDirectory(path) && Files.isWritable(path);
  }

  private static int parallelism(@Nullable Integer parallelism, OptionChecks checks) {
    if (parallelism == null || parallelism == PER_PROCESSOR) {
      return Math.min(MAX_PARALLELISM, Runtime.getRuntime().availableProcessors());
    }
    if (parallelism < 1 || parallelism > MAX_PARALLELISM) {
      checks.refuse(
          "parallelism",
          parallelism,
          "a number from 1 to " + MAX_PARALLELISM + ", or -1 for one per processor");
      return 1;
    }
    return parallelism;
  }

  private static ThreadKind threads(boolean virtual, OptionChecks checks) {
    if (!virtual) {
      return ThreadKind.PLATFORM;
    }
    if (!ThreadKind.VIRTUAL.available()) {
      checks.refuse(
          "useVirtualThreads",
          true,
          "false, because virtual threads need JDK 21 and this is " + Runtime.version().feature());
      return ThreadKind.PLATFORM;
    }
    return ThreadKind.VIRTUAL;
  }
}
