/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.checkpoint.Beginning;
import dev.millrace.execution.embedded.checkpoint.CheckpointStore;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts a job, anew or from where it has come before. */
final class JobStart {
  private static final Logger LOG = LoggerFactory.getLogger(MillraceRunner.class);

  // What Beam puts behind a name that it makes up: the time, and a number by chance.
  private static final Pattern OF_THIS_RUN = Pattern.compile("-\\d{10}-[0-9a-f]{1,8}$");

  private final PipelineOptions options;
  private final RunSettings settings;
  private final DurabilitySettings durability;
  private final String job;

  JobStart(PipelineOptions options, RunSettings settings) {
    this.options = options;
    this.settings = settings;
    this.durability = settings.durability();
    this.job = OF_THIS_RUN.matcher(options.getJobName()).replaceFirst("");
  }

  /**
   * Starts a job that runs {@code graph}.
   *
   * @throws UncheckedIOException if there are checkpoints that it cannot go on from
   */
  EmbeddedJob start(StageGraph graph) {
    return start(graph, settings.job());
  }

  /** Starts a job that runs {@code graph} as {@code how} says. */
  EmbeddedJob start(StageGraph graph, JobSettings how) {
    try {
      return durability.directory() == null
          ? start(graph, how, new Durability(savepoint(), null, 0))
          : startWithCheckpoints(graph, how);
    } catch (IOException e) {
      throw new UncheckedIOException("Job " + job + " cannot begin: " + e.getMessage(), e);
    }
  }

  private EmbeddedJob start(StageGraph graph, JobSettings how, Durability from) {
    return EmbeddedJob.start(
        graph, how, options, new StageInstances(graph, enforcement())::create, from);
  }

  private @Nullable JobImage savepoint() throws IOException {
    return durability.restoreFrom() == null
        ? null
        : image(Beginning.savepoint(durability.restoreFrom()));
  }

  private EmbeddedJob startWithCheckpoints(StageGraph graph, JobSettings how) throws IOException {
    CheckpointStore store =
        CheckpointStore.open(requireNonNull(durability.directory()), durability.kept(), job);
    try {
      Beginning beginning =
          store.find(durability.restore(), durability.restoreFrom()).orElse(null);
      JobImage from = beginning == null ? null : image(beginning);
      return start(
          graph,
          how,
          new Durability(
              from,
              store,
              durability.everyMillis(),
              new Restarts(durability.maxRestarts(), durability.restartDelayMillis(), store)));
    } catch (IOException | RuntimeException | Error e) {
      // Else this process would be in its own way when it tries again.
      store.close();
      throw e;
    }
  }

  private JobImage image(Beginning beginning) throws IOException {
    if (beginning.finished()) {
      LOG.info(
          "Job {} had finished, by {}: there is nothing to do. To begin anew, give it another"
              + " directory or --restore=never",
          job,
          beginning);
    } else {
      LOG.info("Job {} goes on from {}", job, beginning);
    }
    return beginning.image(UnaryOperator.identity());
  }

  private Enforcement enforcement() {
    return new Enforcement(
        settings.rules().contains(ModelRule.IMMUTABILITY),
        settings.rules().contains(ModelRule.ENCODABILITY));
  }
}
