/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

import dev.millrace.benchmarks.worker.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the JVM of an engine is started. */
final class EngineJvm {
  private EngineJvm() {}

  /** The class path that the build has written for {@code engine}. */
  static String classPath(EngineSpec engine, Settings settings) throws IOException {
    return Files.readString(settings.classPaths().resolve(engine.classPath())).strip();
  }

  /**
   * Starts a JVM for {@code engine} with a heap of a fixed size. Its logs go to a file beside the
   * results.
   *
   * @param program the main class, and what it is given
   */
  static Process start(
      EngineSpec engine,
      Settings settings,
      String heap,
      String classPath,
      List<String> jvmOptions,
      List<String> program)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // A heap that grows and shrinks between runs is measured more than the engine in it.
    command.add("-Xms" + heap);
    command.add("-Xmx" + heap);
    // Unless told otherwise it is the size of the heap: too little for the buffers of some.
    command.add("-XX:MaxDirectMemorySize=1g");
    command.addAll(engine.jvmOptions());
    command.addAll(jvmOptions);
    command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
    command.add("-Dspark.ui.enabled=false");
    command.add("-D" + Engine.CHECKPOINT_MILLIS + "=" + settings.checkpointMillis());
    command.add("-cp");
    command.add(classPath);
    command.addAll(program);
    Path log = settings.classPaths().resolveSibling("logs").resolve(engine.label() + ".log");
    Files.createDirectories(log.getParent());
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }
}
