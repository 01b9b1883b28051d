/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Silent;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import java.lang.ref.WeakReference;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShutdownHookTest {

  private static EmbeddedJob silent(JobSettings settings) {
    Graphs graphs = new Graphs();
    graphs.stage("silent", Silent::new);
    return graphs.start(settings);
  }

  @Test
  void anInlineJobThatNobodyWaitsForIsCollectedAlthoughItNeverEnds() {
    WeakReference<EmbeddedJob> job =
        new WeakReference<>(silent(JobSettings.defaults(1).with(ThreadKind.INLINE)));

    // The time-out of the test is how long this may take.
    while (job.get() != null) {
      System.gc();
    }
    assertNull(job.get());
  }

  @Test
  void aJobThatDoesNotEndByADrainIsCancelledWhenTheTimeIsUp() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    Graphs graphs = new Graphs();
    int numbers = graphs.single("numbers", () -> new Fakes.Numbers(1));
    int blocked = graphs.single("blocked", () -> new Fakes.Blocked(reached, new CountDownLatch(1)));
    EmbeddedJob job =
        graphs
            .edge(numbers, blocked, Graphs.FORWARD)
            .start(JobSettings.defaults(1).with(new JobSettings.Shutdown(AtShutdown.DRAIN, 50)));
    reached.await();

    job.shutDown();

    assertEquals(JobState.CANCELLED, job.state());
    TestThreads.assertNone();
  }

  @Test
  void aJobThatHasEndedIsLeftAsItIs() throws Exception {
    Graphs graphs = new Graphs();
    graphs.stage("numbers", () -> new Fakes.Numbers(10));
    EmbeddedJob job = graphs.start(JobSettings.defaults(2));
    assertTrue(job.await(20_000), job::report);

    job.shutDown();

    assertEquals(JobState.DONE, job.state());
  }
}
