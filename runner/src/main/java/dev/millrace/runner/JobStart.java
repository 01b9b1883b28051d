/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.checkpoint.storage.DirectoryInUseException;
import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.checkpoint.Beginning;
import dev.millrace.execution.embedded.checkpoint.CheckpointStore;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.Restarts;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
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
          ? startWithoutCheckpoints(graph, how)
          : startWithCheckpoints(graph, how);
    } catch (IOException e) {
      throw new UncheckedIOException("Job " + job + " cannot begin: " + e.getMessage(), e);
    }
  }

  private EmbeddedJob startWithoutCheckpoints(StageGraph graph, JobSettings how)
      throws IOException {
    if (graph.stages().stream().anyMatch(Stage::readsUnbounded)) {
      LOG.info(
          "Job {} reads unbounded sources and takes no checkpoints: when it fails or is stopped,"
              + " what it has in state is lost. --checkpointDirectory keeps it",
          job);
    }
    if (durability.restoreFrom() == null) {
      return start(graph, how, Durability.NONE);
    }
    Resumption resumption = resume(Beginning.savepoint(durability.restoreFrom()), graph);
    return start(resumption.graph(), how, new Durability(resumption.from(), null, 0));
  }

  private EmbeddedJob startWithCheckpoints(StageGraph graph, JobSettings how) throws IOException {
    CheckpointStore store = open(requireNonNull(durability.directory()));
    try {
      Beginning beginning = store.find(durability.restore(), durability.restoreFrom()).orElse(null);
      if (durability.update()) {
        checkUpdate(beginning, store);
      }
      Resumption resumption =
          beginning == null ? Resumption.anew(graph, durability) : resume(beginning, graph);
      store.describe(resumption.sections(), resumption.names());
      Restarts restarts =
          new Restarts(durability.maxRestarts(), durability.restartDelayMillis(), store);
      return start(
          resumption.graph(),
          how,
          new Durability(resumption.from(), store, durability.everyMillis(), restarts));
    } catch (IOException | RuntimeException | Error e) {
      // Else this process would be in its own way when it tries again.
      store.close();
      throw e;
    }
  }

  private CheckpointStore open(Path directory) throws IOException {
    try {
      return CheckpointStore.open(directory, durability.kept(), job);
    } catch (DirectoryInUseException e) {
      if (!durability.update()) {
        throw e;
      }
      throw new IOException(
          e.getMessage()
              + ". --update takes over from a pipeline that has been stopped: stop that one by"
              + " stopWithSavepoint() of its result, or its process by SIGTERM, and start this again",
          e);
    }
  }

  private void checkUpdate(@Nullable Beginning beginning, CheckpointStore store)
      throws IOException {
    if (beginning == null) {
      throw new IOException(
          "--update finds no checkpoint of it in "
              + store
              + ": there is nothing to update. Name the directory and the --jobName of the pipeline"
              + " to be replaced, or begin anew, without --update");
    }
    if (beginning.finished()) {
      throw new IOException(
          "--update finds that it had finished, by "
              + beginning
              + " in "
              + store
              + ": there is nothing to update. To begin anew, start it without --update, in another"
              + " directory or with --restore=never");
    }
  }

  private Resumption resume(Beginning beginning, StageGraph graph) throws IOException {
    if (beginning.finished()) {
      LOG.info(
          "Job {} had finished, by {}: there is nothing to do. To begin anew, give it another"
              + " directory or --restore=never",
          job,
          beginning);
    } else {
      LOG.info("Job {} goes on from {}", job, beginning);
    }
    return Resumption.of(beginning, graph, durability);
  }

  private EmbeddedJob start(StageGraph graph, JobSettings how, Durability kept) {
    return EmbeddedJob.start(
        graph, how, options, new StageInstances(graph, enforcement())::create, kept);
  }

  private Enforcement enforcement() {
    return new Enforcement(
        settings.rules().contains(ModelRule.IMMUTABILITY),
        settings.rules().contains(ModelRule.ENCODABILITY));
  }
}
