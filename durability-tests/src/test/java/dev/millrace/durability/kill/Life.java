/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.kill;

import dev.millrace.durability.child.DurableJob;
import dev.millrace.durability.child.Moment;
import dev.millrace.durability.child.Work;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One process that runs a pipeline, from its start to its end, which may be a kill. */
public final class Life {
  private static final long PATIENCE_SECONDS = 60;
  private static final long DUMP_SECONDS = 5;
  private static final int KILLED = 128 + 9;
  private static final String END = "\0end";
  private static final String SEEN = "\0seen ";

  private final Process process;
  private final @Nullable Kill kill;
  // What it prints, and what is seen in its checkpoint directory.
  private final BlockingQueue<String> signs = new LinkedBlockingQueue<>();
  private final List<String> output = new ArrayList<>();
  private long killAt = Long.MAX_VALUE;
  private int times;

  private Life(Process process, @Nullable Kill kill) {
    this.process = process;
    this.kill = kill;
  }

  /**
   * How a life ended.
   *
   * @param killed whether it was killed; else it ended by itself
   * @param fault what was wrong with it, null if nothing
   * @param output the lines that it printed
   */
  public record End(boolean killed, @Nullable String fault, List<String> output) {}

  /**
   * Runs a process to its end.
   *
   * @param main the program
   * @param arguments its arguments
   * @param properties its system properties
   * @param checkpoints its checkpoint directory, null if it has none
   * @param kill when to kill it, null for never
   */
  public static End run(
      Class<?> main,
      List<String> arguments,
      Map<String, String> properties,
      @Nullable Path checkpoints,
      @Nullable Kill kill)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(main, arguments, properties, kill))
            .redirectErrorStream(true)
            .start();
    Life life = new Life(process, kill);
    try (DirectoryWatch watch = checkpoints == null ? null : life.watch(checkpoints)) {
      life.readOutput();
      return life.await();
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static List<String> command(
      Class<?> main, List<String> arguments, Map<String, String> properties, @Nullable Kill kill) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
    properties.forEach((name, value) -> command.add("-D" + name + "=" + value));
    if (kill != null && kill.moment().isTold()) {
      command.add("-D" + Moment.STOP_AT + "=" + kill);
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private @Nullable DirectoryWatch watch(Path checkpoints) throws IOException {
    return kill == null ? null : DirectoryWatch.start(checkpoints, m -> signs.add(SEEN + m));
  }

  private void readOutput() {
    Thread thread =
        new Thread(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                  signs.add(line);
                }
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              } finally {
                signs.add(END);
              }
            },
            "child-output");
    thread.setDaemon(true);
    thread.start();
  }

  private End await() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    after(Moment.STARTING);
    while (true) {
      long until = Math.min(killAt, deadline);
      String sign = signs.poll(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (sign == null && System.nanoTime() - deadline >= 0) {
        return hung();
      } else if (sign == null || isTheMoment(sign)) {
        // The process itself would close the stream with what was printed last.
        process.toHandle().destroyForcibly();
        killAt = Long.MAX_VALUE;
      } else if (sign.equals(END)) {
        return ended();
      } else if (sign.equals(DurableJob.RUNS)) {
        after(Moment.RUNNING);
      }
      if (sign != null && !sign.startsWith(SEEN)) {
        output.add(sign);
      }
    }
  }

  private void after(Moment moment) {
    if (kill != null && kill.moment() == moment) {
      killAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(kill.count());
    }
  }

  private boolean isTheMoment(String sign) {
    if (kill == null) {
      return false;
    }
    return sign.equals(SEEN + kill.moment())
        ? ++times == kill.count()
        : sign.equals(Moment.HAS_COME + kill.moment());
  }

  private End ended() throws InterruptedException {
    int exit = process.waitFor();
    boolean killed = exit == KILLED && kill != null;
    String fault = killed || exit == 0 ? null : "ended with " + exit;
    return new End(killed, fault, output);
  }

  private End hung() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-3", Long.toString(process.pid())).start().waitFor();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DUMP_SECONDS);
    for (String sign = ""; sign != null && !sign.equals(END); ) {
      output.add(sign);
      sign = signs.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
    return new End(false, "did not end within " + PATIENCE_SECONDS + " s", output);
  }

  /** The system properties of a process. */
  public static Map<String, String> properties(Path work, int life, int eventsPerSecond) {
    return Map.of(
        Work.DIRECTORY, work.toString(),
        Work.LIFE, Integer.toString(life),
        dev.millrace.durability.scenario.Pace.EVENTS_PER_SECOND, Integer.toString(eventsPerSecond));
  }
}
