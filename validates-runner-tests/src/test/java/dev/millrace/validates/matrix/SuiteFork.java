/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates.matrix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.validates.SuiteMain;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of Beam's suites under way in another JVM, which has this one's class path: they keep static
 * state, and so cannot run twice in one.
 */
final class SuiteFork implements AutoCloseable {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("basedir", ""), "target", "matrix");

  /** One test sleeps for a thousand seconds, shared among the instances that there are. */
  private static final Duration PATIENCE_PER_TEST = Duration.ofMinutes(25);

  private static final Duration PATIENCE = Duration.ofHours(1);

  private final String name;
  private final Path log;
  private final Process process;

  private SuiteFork(String name, Path log, Process process) {
    this.name = name;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts tests.
   *
   * @param name tells this run from others, in names of files too
   * @param suite which suite, by its name among {@code BeamTests}
   * @param variant the settings
   * @param select which tests, as the system property {@code suite.select} says it
   */
  static SuiteFork start(String name, String suite, Variant variant, String select)
      throws IOException {
    Files.createDirectories(DIRECTORY);
    Path log = DIRECTORY.resolve(name + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + variant.heaps() * Runtime.getRuntime().maxMemory());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (String property : List.of("org.slf4j.simpleLogger.defaultLogLevel", "basedir")) {
      command.add("-D" + property + "=" + System.getProperty(property, ""));
    }
    command.add("-DbeamUseDummyRunner=false");
    command.add("-Dsuite.runner=" + variant.runner());
    command.add("-Dsuite.options=" + variant.options());
    command.add("-Dsuite.select=" + select);
    command.add("-Dsuite.timeoutSeconds=" + PATIENCE_PER_TEST.toSeconds());
    command.add("-Dsuite.report=matrix" + File.separator + name + "-");
    command.addAll(List.of(SuiteMain.class.getName(), suite));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new SuiteFork(name, log, process);
  }

  /** Waits for the end, which must be a good one. */
  void passes() throws IOException, InterruptedException {
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    List<String> said = Files.readAllLines(log);
    said.stream()
        .filter(SuiteFork::tellsOutcome)
        .map(line -> name + ": " + line)
        .forEach(System.out::println);
    assertTrue(ended, () -> name + " does not end; see " + log);
    assertEquals(0, process.exitValue(), () -> name + ": exit code; see " + log);
  }

  private static boolean tellsOutcome(String line) {
    return line.startsWith(SuiteMain.OUTCOME) || line.startsWith(SuiteMain.FAILURE);
  }

  /** Ends the tests if they have not ended. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
