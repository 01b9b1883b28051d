/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A job that has nothing to do does nothing. */
@Timeout(60)
class IdleJobTest {
  private static final String JOB = "idle";
  private static final long MEASURED_MILLIS = 5_000;

  /** Tells of the first element. */
  static final class Arrived extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch arrived;

    Arrived(SharedLatch arrived) {
      this.arrived = arrived;
    }

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      output.output(element);
      arrived.countDown();
    }
  }

  @Test
  void anIdleUnboundedJobUsesNextToNoProcessorTime() throws Exception {
    SharedLatch arrived = new SharedLatch(1);
    Pipeline pipeline =
        TestPipelines.withOptions("--blockOnRun=false", "--parallelism=2", "--jobName=" + JOB);
    pipeline
        .apply(GenerateSequence.from(0).withRate(1, Duration.standardDays(1)))
        .apply(Window.into(FixedWindows.of(Duration.standardMinutes(1))))
        .apply(Reshuffle.viaRandomKey())
        .apply(ParDo.of(new Arrived(arrived)))
        .apply(Count.perElement());
    PipelineResult result = pipeline.run();
    arrived.awaitOrFail();
    // Let what has arrived come to rest.
    Thread.sleep(200);

    long before = processorNanos();
    Thread.sleep(MEASURED_MILLIS);
    long used = processorNanos() - before;

    assertEquals(State.RUNNING, result.getState());
    assertThat("job threads", JobThreads.of(JOB).size(), greaterThan(2));
    long allowed = TimeUnit.MILLISECONDS.toNanos(MEASURED_MILLIS) / 50;
    assertThat("nanoseconds of processor time", used, lessThan(allowed));
    result.cancel();
  }

  private static long processorNanos() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    return JobThreads.of(JOB).stream()
        .mapToLong(thread -> Math.max(0, threads.getThreadCpuTime(thread.getId())))
        .sum();
  }
}
