/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import dev.millrace.benchmarks.workload.Latencies;
import dev.millrace.benchmarks.workload.Query;
import dev.millrace.benchmarks.workload.Sinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A JVM that measures one engine. Reads a line per run, <i>query elements witness</i>, and answers
 * each with a line: {@code done} and a {@link Measurement}, {@code unsupported}, or {@code failed}
 * and why. Ends with its input. {@code witness} is the prefix of classes that only this engine has.
 *
 * <p>With {@link #UNWATCHED} as its second argument it tells nothing of CPU and memory: to look at
 * them takes a fifth of a second before the first run.
 */
public final class Worker {
  /** The argument of a JVM that is itself what is measured. */
  public static final String UNWATCHED = "unwatched";

  private final String name;
  private final Engine engine;
  private final ProcessWatch watch;
  private long runs;

  private Worker(String name, Engine engine, ProcessWatch watch) {
    this.name = name;
    this.engine = engine;
    this.watch = watch;
  }

  /** Serves the engine that {@code args} names. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    // Engines print what they like, but not between the answers.
    System.setOut(System.err);
    boolean unwatched = args.length > 1 && args[1].equals(UNWATCHED);
    Worker worker =
        new Worker(
            args[0], engine(args[0]), unwatched ? ProcessWatch.NONE : new PlatformProcessWatch());
    BufferedReader requests =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      answers.println(worker.answer(line.split(" ", -1)));
      answers.flush();
    }
    // Engines leave threads behind.
    System.exit(0);
  }

  private static Engine engine(String name) {
    for (Engine engine : ServiceLoader.load(Engine.class)) {
      if (engine.isNamed(name)) {
        return engine;
      }
    }
    throw new IllegalArgumentException("no engine on this class path is named " + name);
  }

  private String answer(String[] request) {
    long number = ++runs;
    try {
      Optional<PreparedRun> run =
          engine.prepare(name, Query.labelled(request[0]), Long.parseLong(request[1]), number);
      return run.isEmpty()
          ? "unsupported"
          : "done " + measure(run.get(), number, request[2]).format();
    } catch (Exception | Error e) {
      e.printStackTrace();
      return "failed " + e.toString().lines().findFirst().orElse("");
    }
  }

  private Measurement measure(PreparedRun run, long number, String witness) throws Exception {
    Latencies.reset();
    watch.reset();
    long cpu = watch.cpuNanos();
    long start = System.nanoTime();
    String result = run.run();
    long wall = System.nanoTime() - start;
    return new Measurement(
        wall,
        watch.cpuNanos() - cpu,
        watch.heapBytes(),
        watch.liveBytes(),
        watch.residentBytes(),
        Sinks.take(number),
        LatencyQuantiles.now(),
        result,
        Sinks.wasCalledBy(witness));
  }
}
