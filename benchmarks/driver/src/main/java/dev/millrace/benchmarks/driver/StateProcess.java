/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Scratch;
import dev.millrace.benchmarks.worker.StateWorker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A JVM that runs a job of large state. */
final class StateProcess implements AutoCloseable {
  private static final String FAILED = "failed ";

  private final Settings settings;
  private final Process process;
  private final BufferedReader lines;

  private StateProcess(Settings settings, Process process) {
    this.settings = settings;
    this.process = process;
    this.lines = process.inputReader(StandardCharsets.UTF_8);
  }

  /**
   * Starts the job, or goes on with it.
   *
   * @param changed how many keys are updated between two checkpoints
   * @param isPaced whether as many updates are due as that, else as many as there can be
   * @param directory of its checkpoints, and of what it has on disk meanwhile
   */
  static StateProcess start(
      EngineSpec engine, Settings settings, long changed, boolean isPaced, Path directory)
      throws IOException {
    Path temporary = Files.createDirectories(directory.resolve("temporary"));
    long perSecond = isPaced ? Math.max(1, changed * 1_000 / settings.checkpointMillis()) : 0;
    List<String> program =
        List.of(
            StateWorker.class.getName(),
            engine.label(),
            Long.toString(settings.state().keys()),
            Long.toString(changed),
            Long.toString(perSecond),
            Files.createDirectories(directory.resolve("checkpoints")).toString(),
            Long.toString(settings.checkpointMillis()),
            Integer.toString(settings.state().checkpoints()));
    return new StateProcess(
        settings,
        EngineJvm.start(
            engine,
            settings,
            settings.heap(),
            EngineJvm.classPath(engine, settings),
            List.of("-Djava.io.tmpdir=" + temporary),
            program));
  }

  /**
   * The next line.
   *
   * @throws IllegalStateException if there is none in time, or it tells of a failure
   */
  String line() {
    CompletableFuture<String> line = CompletableFuture.supplyAsync(this::read);
    try {
      String next = line.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
      if (next == null) {
        throw new IllegalStateException("the JVM has ended");
      }
      if (next.startsWith(FAILED)) {
        throw new IllegalStateException(next.substring(FAILED.length()));
      }
      return next;
    } catch (TimeoutException e) {
      throw new IllegalStateException("nothing within " + settings.timeout().toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String read() {
    try {
      return lines.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What stands behind {@code word} in the next line that begins with it; others are passed over.
   *
   * @throws IllegalStateException as {@link #line} does
   */
  String line(String word) {
    String line = line();
    while (!line.startsWith(word + " ")) {
      line = line();
    }
    return line.substring(word.length() + 1);
  }

  /** Kills the JVM, by SIGKILL where there is such a thing. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A new directory for a job, which {@link Scratch#delete} takes away. */
  static Path directory() throws IOException {
    return Files.createTempDirectory("millrace-benchmarks");
  }
}
