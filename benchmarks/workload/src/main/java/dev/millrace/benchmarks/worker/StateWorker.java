/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import dev.millrace.benchmarks.state.Outputs;
import dev.millrace.benchmarks.state.PublishedFigures;
import dev.millrace.benchmarks.state.RunningJob;
import dev.millrace.benchmarks.state.StateEngine;
import dev.millrace.benchmarks.state.StateJob;
import dev.millrace.benchmarks.state.Updates;
import dev.millrace.benchmarks.workload.Latencies;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that runs one {@link StateJob} and tells of it, a line each: {@code output} and the
 * microseconds from the beginning of {@code main} to the first output; {@code filled} and the
 * microseconds from there until all keys had come; {@code checkpoint} with a {@link
 * MeasuredCheckpoint}, for each that began in a filled state, but for the first; after as many as
 * it was asked for {@code done} with a {@link StateMeasurement}; or {@code failed} and why.
 */
public final class StateWorker {
  private static final long BEGAN_NANOS = System.nanoTime();
  private static final Path IO = Path.of("/proc/self/io");
  private static final String WRITTEN = "wchar:";
  private static final long POLL_MILLIS = 5;

  private final StateJob job;
  private final int toMeasure;
  private final PrintStream lines;
  private final ProcessWatch watch = new PlatformProcessWatch();
  private RunningJob running;
  private long lastNumber = Long.MIN_VALUE;

  private StateWorker(StateJob job, int toMeasure, PrintStream lines) {
    this.job = job;
    this.toMeasure = toMeasure;
    this.lines = lines;
  }

  /**
   * Runs the job that {@code args} describe: the name of the engine, how many keys there are, how
   * many are updated again, how many updates are due in a second, the directory of the checkpoints,
   * how often they are taken in milliseconds, and after how many the job ends.
   */
  public static void main(String[] args) {
    PrintStream lines = System.out;
    // Engines print what they like, but not between the lines.
    System.setOut(System.err);
    try {
      Updates updates =
          new Updates(Long.parseLong(args[1]), Long.parseLong(args[2]), Long.parseLong(args[3]));
      StateJob job = new StateJob(updates, Path.of(args[4]), Long.parseLong(args[5]));
      new StateWorker(job, Integer.parseInt(args[6]), lines).run(args[0]);
    } catch (Exception | Error e) {
      e.printStackTrace();
      lines.println("failed " + rootOf(e).toString().lines().findFirst().orElse(""));
    }
    lines.flush();
    // The job would go on.
    Runtime.getRuntime().halt(0);
  }

  private static Throwable rootOf(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  private void run(String engine) throws Exception {
    running = engine(engine).start(engine, job);
    await(() -> Outputs.firstNanos() != 0);
    tell("output " + micros(Outputs.firstNanos() - BEGAN_NANOS));
    await(() -> Outputs.count() >= job.updates().keys());
    tell("filled " + micros(System.nanoTime() - Outputs.firstNanos()));
    long filledMillis = System.currentTimeMillis();
    await(() -> publishedSince(filledMillis));
    measure();
  }

  /** Whether there is a checkpoint of the filled state, behind which all are of updates alone. */
  private boolean publishedSince(long millis) throws Exception {
    for (PublishedFigures figures : running.published()) {
      if (figures.beganMillis() >= millis) {
        lastNumber = figures.number();
        return true;
      }
    }
    return false;
  }

  private void measure() throws Exception {
    Latencies.reset();
    long nanos = System.nanoTime();
    long updates = Outputs.count();
    long[] before = {updates, bytesWritten()};
    int[] told = {0};
    await(
        () -> {
          for (PublishedFigures figures : running.published()) {
            if (figures.number() > lastNumber && told[0] < toMeasure) {
              long count = Outputs.count();
              long written = bytesWritten();
              tell(
                  "checkpoint "
                      + new MeasuredCheckpoint(figures, count - before[0], written - before[1])
                          .format());
              before[0] = count;
              before[1] = written;
              lastNumber = figures.number();
              told[0]++;
            }
          }
          return told[0] == toMeasure;
        });
    tell(
        "done "
            + new StateMeasurement(
                    Outputs.count() - updates,
                    micros(System.nanoTime() - nanos),
                    LatencyQuantiles.now(),
                    watch.residentBytes())
                .format());
  }

  private void await(Condition condition) throws Exception {
    while (!condition.holds()) {
      running.check();
      Thread.sleep(POLL_MILLIS);
    }
  }

  private void tell(String line) {
    lines.println(line);
    lines.flush();
  }

  private static long micros(long nanos) {
    return TimeUnit.NANOSECONDS.toMicros(nanos);
  }

  /** How many bytes this process has written to files, sockets and pipes; see proc(5). */
  private static long bytesWritten() throws IOException {
    for (String line : Files.readAllLines(IO)) {
      if (line.startsWith(WRITTEN)) {
        return Long.parseLong(line.substring(WRITTEN.length()).strip());
      }
    }
    throw new IOException("no " + WRITTEN + " in " + IO);
  }

  private static StateEngine engine(String name) {
    for (StateEngine engine : ServiceLoader.load(StateEngine.class)) {
      if (engine.isNamed(name)) {
        return engine;
      }
    }
    throw new IllegalArgumentException("no engine of state on this class path is named " + name);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }
}
