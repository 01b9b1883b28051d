/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobState;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a job is at without end, it is over within a second when it is to stop. */
@Timeout(60)
class EndlessWorkTest {
  private static final String JOB = "endless";

  private final Endless endless = new Endless();

  @AfterEach
  void giveUp() {
    endless.giveUp();
  }

  private Pipeline pipeline(EndlessWork work) {
    List<String> options = new ArrayList<>(work.options());
    options.add("--blockOnRun=false");
    options.add("--parallelism=2");
    options.add("--jobName=" + JOB);
    Pipeline pipeline = TestPipelines.withOptions(options.toArray(new String[0]));
    work.addTo(pipeline, endless);
    return pipeline;
  }

  private static void assertWithinASecond(long start) {
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    assertTrue(millis < 1_000, "it took " + millis + " ms");
  }

  @ParameterizedTest
  @EnumSource
  void whenItIsCancelledThenItIsTornDownWithinASecond(EndlessWork work) throws Exception {
    PipelineResult result = pipeline(work).run();
    endless.awaitUnderWay();

    long start = System.nanoTime();
    State state = result.cancel();
    assertWithinASecond(start);

    assertEquals(State.CANCELLED, state);
    JobThreads.assertNone(JOB);
    assertEquals(0, endless.alive(), "functions not torn down");
  }

  /** Fails when the endless work is under way. */
  static final class FailLater extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Endless endless;

    FailLater(Endless endless) {
      this.endless = endless;
    }

    @ProcessElement
    public void process() throws InterruptedException {
      endless.awaitUnderWay();
      throw new IllegalStateException("deliberate");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenAnotherTaskFailsThenItIsTornDown(EndlessWork work) throws Exception {
    Pipeline pipeline = pipeline(work);
    pipeline.apply("Others", Create.of(1)).apply("Fail", ParDo.of(new FailLater(endless)));
    PipelineResult result = pipeline.run();
    endless.awaitUnderWay();

    var failure = assertThrows(MillraceExecutionException.class, result::waitUntilFinish);

    assertEquals("deliberate", failure.getCause().getMessage());
    assertEquals(0, failure.getSuppressed().length, "to be stopped is no failure");
    JobThreads.assertNone(JOB);
    assertEquals(0, endless.alive(), "functions not torn down");
  }

  @ParameterizedTest
  @EnumSource
  void whenAnInlineJobIsCancelledThenItsThreadComesBackWithinASecond(EndlessWork work)
      throws Exception {
    EmbeddedJob job = InlineJobs.start(pipeline(work));
    CompletableFuture<Boolean> ended =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return job.await(0);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    endless.awaitUnderWay();

    long start = System.nanoTime();
    job.cancel();
    assertTrue(ended.get(10, TimeUnit.SECONDS));
    assertWithinASecond(start);

    assertEquals(JobState.CANCELLED, job.state());
    assertEquals(0, endless.alive(), "functions not torn down");
  }
}
