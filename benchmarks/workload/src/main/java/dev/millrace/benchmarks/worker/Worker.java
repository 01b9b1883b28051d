package dev.millrace.benchmarks.worker;

import com.sun.management.OperatingSystemMXBean;
import dev.millrace.benchmarks.workload.Latencies;
import dev.millrace.benchmarks.workload.Query;
import dev.millrace.benchmarks.workload.Sinks;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * A JVM that measures one engine. Reads a line per run, <i>query elements witness</i>, and answers
 * each with a line: {@code done} and a {@link Measurement}, {@code unsupported}, or {@code failed}
 * and why. Ends with its input. {@code witness} is the prefix of classes that only this engine has.
 */
public final class Worker {
  private final String name;
  private final Engine engine;
  private final MemoryWatch memory = new MemoryWatch();
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private long runs;

  private Worker(String name, Engine engine) {
    this.name = name;
    this.engine = engine;
  }

  /** Serves the engine that {@code args} names. */
  public static void main(String[] args) throws IOException {
    PrintStream answers = System.out;
    // Engines print what they like, but not between the answers.
    System.setOut(System.err);
    Worker worker = new Worker(args[0], engine(args[0]));
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
    memory.reset();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    String result = run.run();
    long wall = System.nanoTime() - start;
    return new Measurement(
        wall,
        system.getProcessCpuTime() - cpu,
        memory.heapBytes(),
        memory.liveBytes(),
        memory.residentBytes(),
        Sinks.take(number),
        LatencyQuantiles.now(),
        result,
        Sinks.wasCalledBy(witness));
  }
}
