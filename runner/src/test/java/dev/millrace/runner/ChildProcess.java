/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Another JVM, with the class path of this one, that is talked to by its standard input and output.
 */
final class ChildProcess implements AutoCloseable {
  private static final String END = "\0";
  private static final long PATIENCE_SECONDS = 60;

  private final Process process;
  private final BlockingQueue<String> arriving = new LinkedBlockingQueue<>();
  private final List<String> seen = new ArrayList<>();

  private ChildProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "child-output");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts {@code main} with {@code arguments}. Both outputs are read as one. */
  static ChildProcess start(Class<?> main, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("--add-opens", "java.base/java.lang=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(arguments);
    return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        arriving.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      arriving.add(END);
    }
  }

  /** Waits for a line that contains {@code part}. */
  ChildProcess awaitLine(String part) throws InterruptedException {
    if (seen.stream().noneMatch(line -> line.contains(part)) && !readUntil(part)) {
      fail("No line with '" + part + "' among\n" + String.join("\n", seen));
    }
    return this;
  }

  private boolean readUntil(String part) throws InterruptedException {
    while (true) {
      String line = arriving.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (line == null || line.equals(END)) {
        return false;
      }
      seen.add(line);
      if (line.contains(part)) {
        return true;
      }
    }
  }

  /** Sends a line. */
  void tell(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  /** Asks the process to end, by a signal. */
  void terminate() {
    // Not by the process itself, which closes its streams then.
    process.toHandle().destroy();
  }

  /** Waits for the end of the process, and answers its exit code. */
  int exitCode() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), () -> "goes on: " + seen);
    readUntil(END);
    return process.exitValue();
  }

  /** How many lines have come so far that contain {@code part}. */
  long count(String part) {
    return seen.stream().filter(line -> line.contains(part)).count();
  }

  @Override
  public String toString() {
    return String.join("\n", seen);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
