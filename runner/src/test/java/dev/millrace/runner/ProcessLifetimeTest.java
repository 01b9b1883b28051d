/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process lives as long as its pipelines, and when it is asked to end they end with it. */
@Timeout(120)
class ProcessLifetimeTest {
  /** What a JVM answers that SIGTERM has ended. */
  private static final int TERMINATED = 143;

  private ChildProcess child;

  private ChildProcess start(String program, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(program, "--parallelism=1"));
    arguments.addAll(List.of(options));
    child = ChildProcess.start(LifetimeProgram.class, arguments);
    return child;
  }

  @AfterEach
  void end() {
    if (child != null) {
      child.close();
    }
  }

  private void assertExitCode(int expected) throws InterruptedException {
    assertEquals(expected, child.exitCode(), child::toString);
  }

  private void assertCount(int expected, String line) {
    assertEquals(expected, child.count(line), child::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--useVirtualThreads=false", "--useVirtualThreads=true"})
  void whenMainReturnsThenTheProcessStaysUntilThePipelineIsDone(String threads) throws Exception {
    assumeTrue(threads.endsWith("false") || Runtime.version().feature() >= 21);
    start("returns", "--blockOnRun=false", threads).awaitLine("main returns").awaitLine("reached");

    child.tell("go on");

    assertExitCode(0);
    assertCount(1, "processed");
    assertCount(1, "performer torn down");
    assertCount(1, "other torn down");
  }

  @Test
  void whenMainThrowsThenThePipelineGoesOnAndTheExitCodeTellsOfMain() throws Exception {
    start("throws", "--blockOnRun=false").awaitLine("main fails").awaitLine("reached");

    child.tell("go on");

    assertExitCode(1);
    assertCount(1, "processed");
    assertCount(1, "performer torn down");
  }

  @Test
  void whenThePipelineFailsAndNobodyWaitsThenTheLogTells() throws Exception {
    start("fails", "--blockOnRun=false").awaitLine("main returns").awaitLine("reached");

    child.tell("go on");

    assertExitCode(0);
    assertCount(1, "failed, and nobody waits for its end");
    assertCount(1, "in @ProcessElement of Perform/ParMultiDo(Perform)");
    assertCount(1, "java.io.IOException: deliberate");
    assertCount(1, "performer torn down");
    assertCount(1, "other torn down");
  }

  @Test
  void whenThePipelineFailsAndMainWaitsThenMainIsToldAndTheLogIsNot() throws Exception {
    start("fails").awaitLine("reached");

    child.tell("go on");

    assertExitCode(1);
    assertCount(1, "Exception in thread \"main\"");
    assertCount(0, "nobody waits");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--useVirtualThreads=false", "--useVirtualThreads=true"})
  void whenTerminatedThenThePipelineIsCancelledAndTornDown(String threads) throws Exception {
    assumeTrue(threads.endsWith("false") || Runtime.version().feature() >= 21);
    start("runs", "--blockOnRun=false", threads).awaitLine("main returns").awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(0, "processed");
    assertCount(1, "performer torn down");
    assertCount(1, "other torn down");
    assertCount(0, "ERROR");
  }

  @Test
  void whenTerminatedWhileMainWaitsThenThePipelineIsCancelled() throws Exception {
    start("waits").awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(1, "performer torn down");
    assertCount(0, "Exception");
  }

  @Test
  void whenAnInlineJobIsTerminatedThenItIsTornDown() throws Exception {
    start("inline").awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(1, "performer torn down");
    assertCount(1, "other torn down");
  }

  @Test
  void whenTerminatedThenAllPipelinesAreTornDown() throws Exception {
    start("two", "--blockOnRun=false").awaitLine("main returns").awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(2, "is cancelled, as the process ends");
    assertEquals(child.count("reached"), child.count("performer torn down"), child::toString);
  }

  @Test
  void whenTerminatedToDrainThenThePipelineEndsWithWhatItHas() throws Exception {
    start("unbounded", "--blockOnRun=false", "--onShutdown=drain", "--shutdownGraceMillis=60000")
        .awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(1, "counted ");
    assertCount(1, "performer torn down");
    assertCount(0, "is cancelled");
  }

  @Test
  void whenADrainTakesTooLongThenThePipelineIsCancelled() throws Exception {
    start("runs", "--blockOnRun=false", "--onShutdown=drain", "--shutdownGraceMillis=300")
        .awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(0, "processed");
    assertCount(1, "performer torn down");
    assertCount(1, "is cancelled, as the process ends");
  }

  @Test
  void whenTerminatedToDoNothingThenThePipelineEndsWhereItIs() throws Exception {
    start("runs", "--blockOnRun=false", "--onShutdown=none").awaitLine("reached");

    child.terminate();

    assertExitCode(TERMINATED);
    assertCount(0, "performer torn down");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cancel", "drain"})
  void whenAFunctionExitsThenTheOthersAreTornDownAndNobodyWaitsForIt(String what) throws Exception {
    long start = System.nanoTime();
    start("exits in function", "--onShutdown=" + what, "--shutdownGraceMillis=3000000");

    assertExitCode(3);
    assertCount(1, "other torn down");
    assertCount(0, "processed");
    assertTrue(System.nanoTime() - start < 60_000_000_000L, "it waited for the time of grace");
  }

  @Test
  void whenAnotherThreadExitsWhileMainWaitsThenThePipelineIsTornDown() throws Exception {
    start("exits beside", "--blockOnRun=false").awaitLine("reached");

    child.tell("go on");

    assertExitCode(3);
    assertCount(1, "performer torn down");
    assertCount(1, "other torn down");
  }

  @Test
  void whenAFunctionNeverReturnsThenTheProcessEndsAfterTheTimeOfGrace() throws Exception {
    start("stubborn", "--blockOnRun=false", "--shutdownGraceMillis=300").awaitLine("reached");

    child.tell("cancel");

    assertExitCode(0);
    assertCount(1, "state CANCELLED");
    assertCount(1, "but some tasks go on");
    assertCount(1, "other torn down");
  }

  @Test
  void whenAPipelineIsDoneThenNothingIsLeftToDoAtTheEnd() throws Exception {
    start("hooks");

    assertExitCode(0);
    assertCount(1, "hooks 0");
  }
}
