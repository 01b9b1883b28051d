/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Measurement;
import dev.millrace.benchmarks.worker.Worker;
import dev.millrace.benchmarks.workload.Query;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A JVM that measures one engine. Its logs go to a file beside the results. */
final class WorkerProcess implements AutoCloseable {
  private final EngineSpec engine;
  private final Settings settings;
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;

  private WorkerProcess(EngineSpec engine, Settings settings, Process process) {
    this.engine = engine;
    this.settings = settings;
    this.process = process;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.requests = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** A JVM that runs {@code engine} in a heap of {@code heap}, and is looked at. */
  static WorkerProcess start(EngineSpec engine, Settings settings, String heap) throws IOException {
    return start(
        engine, settings, heap, EngineJvm.classPath(engine, settings), List.of(), List.of());
  }

  /** A JVM for one run, which is all that is measured: it does not look at itself. */
  static WorkerProcess startCold(
      EngineSpec engine, Settings settings, String classPath, List<String> jvmOptions)
      throws IOException {
    return start(
        engine, settings, settings.heap(), classPath, jvmOptions, List.of(Worker.UNWATCHED));
  }

  private static WorkerProcess start(
      EngineSpec engine,
      Settings settings,
      String heap,
      String classPath,
      List<String> jvmOptions,
      List<String> arguments)
      throws IOException {
    List<String> program = new ArrayList<>(List.of(Worker.class.getName(), engine.label()));
    program.addAll(arguments);
    return new WorkerProcess(
        engine, settings, EngineJvm.start(engine, settings, heap, classPath, jvmOptions, program));
  }

  /** Runs a query once, for no longer than the settings allow. */
  Outcome run(Query query, long elements) {
    return run(query, elements, settings.timeout());
  }

  /** Runs a query once; after {@code limit} it has failed, and the JVM is ended. */
  Outcome run(Query query, long elements, Duration limit) {
    CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask(query, elements));
    try {
      return Outcome.parse(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      process.destroyForcibly();
      return Outcome.failed("no end within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      return Outcome.failed("the JVM has ended: " + e.getCause().getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String ask(Query query, long elements) {
    try {
      requests.write(query.label() + " " + elements + " " + engine.witness() + "\n");
      requests.flush();
      String line = answers.readLine();
      if (line == null) {
        throw new IOException("no answer");
      }
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the JVM. */
  @Override
  public void close() {
    try {
      requests.close();
    } catch (IOException e) {
      // It has ended by itself.
    }
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /**
   * What a run has come to.
   *
   * @param measurement null unless the run ended well
   * @param failure why it did not; null if it did, or if the engine has no answer to the query
   */
  record Outcome(Measurement measurement, String failure) {
    static Outcome failed(String why) {
      return new Outcome(null, why);
    }

    static Outcome parse(String line) {
      if (line.startsWith("done ")) {
        return new Outcome(Measurement.parse(line.substring(5)), null);
      }
      return line.equals("unsupported") ? new Outcome(null, null) : failed(line);
    }
  }
}
