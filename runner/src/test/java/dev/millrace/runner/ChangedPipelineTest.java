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
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines that begin from checkpoints of others that were not quite the same. */
class ChangedPipelineTest {
  private static final String MAPPING = "--transformNameMapping={\"Read\":\"Numbers\"}";

  @TempDir private Path checkpoints;

  private final DurableCourse course = DurableCourse.gated();

  private String[] options(String... others) {
    return DurableCourse.options(checkpoints, others);
  }

  private void runToTheGate() throws InterruptedException {
    var result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();
    result.cancel();
    course.gate.countDown();
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
  void aTransformThatIsMappedGoesOnUnderItsNewName() throws Exception {
    runToTheGate();

    assertEquals(State.DONE, renamed(MAPPING).run().getState());

    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  @Test
  void theSameCommandWithTheSameMappingFindsThePipelineFinished() throws Exception {
    runToTheGate();
    renamed(MAPPING).run();

    assertEquals(State.DONE, renamed(MAPPING).run().getState());

    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  @Test
  void aTransformThatIsGoneIsRefusedByName() throws Exception {
    runToTheGate();

    var refusal = assertThrows(IncompatiblePipelineException.class, () -> renamed().run());

    assertThat(refusal.getMessage(), containsString("Read"));
    assertThat(refusal.getMessage(), containsString("Numbers"));
    assertEquals(DurableCourse.numbers(DurableCourse.GATE_AT), course.done.sorted());
  }

  @Test
  void aTransformThatIsGoneIsLeftOutWhereThatIsAllowed() throws Exception {
    runToTheGate();

    assertEquals(State.DONE, renamed("--allowNonRestoredState=true").run().getState());

    // What was read under the old name is read again under the new one, which is another source.
    assertEquals(DurableCourse.all(), course.done.sorted().stream().distinct().toList());
    assertEquals(DurableCourse.COUNT + DurableCourse.GATE_AT, course.done.sorted().size());
  }
}
