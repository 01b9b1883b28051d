/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.translation.compatibility.IncompatiblePipelineException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code --update} a pipeline takes over from the one that was stopped, or is refused. */
@Timeout(60)
class UpdateTest {
  private static final String UPDATE = "--update=true";

  @TempDir Path directory;
  private final DurableCourse course = DurableCourse.gated();

  private String[] options(String... others) {
    return DurableCourse.options(directory.resolve("checkpoints"), others);
  }

  private MillracePipelineResult startToTheGate() throws InterruptedException {
    MillracePipelineResult result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();
    return result;
  }

  private static String refusal(Pipeline pipeline) {
    return assertThrows(UncheckedIOException.class, pipeline::run).getMessage();
  }

  @Test
  void itGoesOnFromAPipelineThatWasStoppedWithASavepoint() throws Exception {
    startToTheGate().stopWithSavepoint(directory.resolve("savepoint"));
    course.gate.countDown();

    assertEquals(State.DONE, course.run(options(UPDATE)).getState());

    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  @Test
  void itGoesOnUnderOtherNamesIfThoseAreMapped() throws Exception {
    startToTheGate().cancel();
    course.gate.countDown();

    assertEquals(
        State.DONE,
        renamed(UPDATE, "--transformNameMapping={\"Read\":\"Numbers\"}").run().getState());

    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  private Pipeline renamed(String... others) {
    Pipeline pipeline = TestPipelines.withOptions(options(others));
    pipeline
        .apply(
            "Numbers",
            Read.from(
                GatedSource.of(
                    DurableCourse.COUNT, DurableCourse.GATE_AT, course.gate, course.finalized)))
        .apply("Work", ParDo.of(new DurableCourse.Work(course)));
    return pipeline;
  }

  @Test
  void aPipelineThatCannotTakeOverIsRefused() throws Exception {
    startToTheGate().cancel();
    course.gate.countDown();

    assertThrows(IncompatiblePipelineException.class, () -> renamed(UPDATE).run());

    assertEquals(DurableCourse.numbers(DurableCourse.GATE_AT), course.done.sorted());
  }

  @Test
  void whereThereIsNoCheckpointThereIsNothingToUpdate() {
    String refusal = refusal(course.pipeline(options(UPDATE)));

    assertThat(refusal, containsString("no checkpoint"));
    assertThat(refusal, containsString(directory.resolve("checkpoints").toString()));
    assertEquals(List.of(), course.done.inOrder());
  }

  @Test
  void aPipelineThatWasRefusedMayBeginAnewWithoutUpdate() {
    refusal(course.pipeline(options(UPDATE)));
    course.gate.countDown();

    course.run(options());

    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  @Test
  void aPipelineThatHadFinishedIsNotUpdated() {
    course.gate.countDown();
    course.run(options());

    assertThat(refusal(course.pipeline(options(UPDATE))), containsString("had finished"));
  }

  @Test
  void aPipelineOfAnotherNameIsNotUpdated() throws Exception {
    startToTheGate().cancel();

    assertThat(
        refusal(course.pipeline(options(UPDATE, "--jobName=other"))),
        containsString("checkpoints of the job durable"));
  }

  @Test
  void aPipelineThatRunsMustBeStoppedFirst() throws Exception {
    MillracePipelineResult running = startToTheGate();

    String refusal = refusal(course.pipeline(options(UPDATE)));

    assertThat(refusal, containsString("is in use by"));
    assertThat(refusal, containsString("stopWithSavepoint()"));
    running.cancel();
  }

  @Test
  void whatContradictsItIsRefusedBeforeAnythingIsDeleted() throws Exception {
    startToTheGate().stopWithSavepoint(directory.resolve("savepoint"));
    course.gate.countDown();
    String savepoint = "--restoreFrom=" + directory.resolve("savepoint");

    var refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> course.run(options(UPDATE, "--restore=never", savepoint)));

    assertThat(refusal.getMessage(), containsString("--restore=never"));
    assertThat(refusal.getMessage(), containsString("--restoreFrom"));
    course.run(options(UPDATE));
    assertEquals(DurableCourse.all(), course.done.sorted());
  }
}
