/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a job has ended, well or not, its threads have too, and its functions are torn down. */
@Timeout(60)
class NoThreadLeftTest {
  private static final Set<Integer> ALIVE = ConcurrentHashMap.newKeySet();
  private static final AtomicInteger IDS = new AtomicInteger();

  /** Fails at one element, and knows which of its instances are alive. */
  static final class FailAt extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final int bad;
    private transient int id;

    FailAt(int bad) {
      this.bad = bad;
    }

    @Setup
    public void setup() {
      id = IDS.incrementAndGet();
      ALIVE.add(id);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      if (element == bad) {
        throw new IllegalStateException("deliberate");
      }
      output.output(element);
    }

    @Teardown
    public void teardown() {
      ALIVE.remove(id);
    }
  }

  private static Pipeline pipeline(String jobName, int bad) {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=4", "--jobName=" + jobName);
    pipeline
        .apply(Create.of(1, 2, 3, 4, 5, 6, 7, 8))
        .apply("First", ParDo.of(new FailAt(-1)))
        .apply(Reshuffle.viaRandomKey())
        .apply("Second", ParDo.of(new FailAt(bad)))
        .apply(Count.perElement());
    return pipeline;
  }

  @Test
  void afterAJobThatIsDone() {
    pipeline("done", -1).run();

    JobThreads.assertNone("done");
    assertEquals(Set.of(), ALIVE, "not torn down");
  }

  @Test
  void afterAJobThatFailed() {
    assertThrows(MillraceExecutionException.class, () -> pipeline("failed", 5).run());

    JobThreads.assertNone("failed");
    assertEquals(Set.of(), ALIVE, "not torn down");
  }
}
