/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.PipelineResult.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline that is started again goes on from where its checkpoints say that it was. */
@Timeout(60)
class DurableJobTest {
  @TempDir private Path temporary;

  private String[] options(String... others) {
    return DurableCourse.options(temporary.resolve("checkpoints"), others);
  }

  private void runToTheGateAndCancel(DurableCourse course) throws InterruptedException {
    MillracePipelineResult result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();
    assertEquals(State.CANCELLED, result.cancel());
  }

  @Test
  void aJobThatTakesCheckpointsComesToTheSameAsOneThatDoesNot() {
    DurableCourse course = DurableCourse.throughTheGate();

    MillracePipelineResult result = course.run(options());

    assertEquals(State.DONE, result.getState());
    assertEquals(DurableCourse.all(), course.done.sorted());
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, true));
    JobThreads.assertNone("durable");
  }

  @Test
  void aJobThatWasCancelledGoesOnFromItsLastCheckpoint() throws Exception {
    DurableCourse course = DurableCourse.gated();
    runToTheGateAndCancel(course);
    course.gate.countDown();

    MillracePipelineResult result = course.run(options());

    assertEquals(State.DONE, result.getState());
    assertEquals(DurableCourse.all(), course.done.inOrder());
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, true));
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, false));
  }

  @Test
  void aJobGoesOnUnderTheNameThatBeamMakesUp() throws Exception {
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult first =
        course.run(options("--jobName=app-user-1128010101-1a2b3c4d", "--blockOnRun=false"));
    course.published.awaitOrFail();
    first.cancel();
    course.gate.countDown();

    course.run(options("--jobName=app-user-1128010102-f"));

    assertEquals(DurableCourse.all(), course.done.inOrder());
  }

  @Test
  void aJobThatHadFinishedDoesNothing() {
    DurableCourse course = DurableCourse.throughTheGate();
    course.run(options());

    MillracePipelineResult again = course.run(options("--progress=log"));

    assertEquals(State.DONE, again.getState());
    assertEquals(State.DONE, again.waitUntilFinish());
    assertEquals(DurableCourse.all(), course.done.sorted());
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(again, true));
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(again, false));
    assertEquals(List.of("set up", "torn down"), course.calls.inOrder());
  }

  @Test
  void whenRestoreIsNeverThenTheJobBeginsAnewAndForgetsWhatWas() throws Exception {
    DurableCourse before = DurableCourse.gated();
    runToTheGateAndCancel(before);
    DurableCourse course = DurableCourse.throughTheGate();

    course.run(options("--restore=never"));

    assertEquals(DurableCourse.all(), course.done.sorted());
    DurableCourse after = DurableCourse.throughTheGate();
    after.run(options());
    assertEquals(List.of(), after.done.sorted());
  }

  @Test
  void aDirectoryThatIsInUseIsRefusedWithWhoItIs() throws Exception {
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult first = course.run(options("--blockOnRun=false"));
    DurableCourse second = DurableCourse.throughTheGate();

    var refusal = assertThrows(UncheckedIOException.class, () -> second.run(options()));

    assertThat(
        refusal.getMessage(),
        allOf(
            containsString("Job durable cannot begin"),
            containsString("in use by"),
            containsString("process " + ProcessHandle.current().pid())));
    assertEquals(List.of(), second.calls.inOrder());
    first.cancel();
    course.gate.countDown();
    second.run(options());
    assertEquals(State.DONE, second.run(options()).getState());
  }

  @Test
  void theCheckpointsOfAnotherJobAreRefused() {
    DurableCourse.throughTheGate().run(options());
    for (String restore : List.of("auto", "never")) {
      DurableCourse course = DurableCourse.throughTheGate();

      var refusal =
          assertThrows(
              UncheckedIOException.class,
              () -> course.run(options("--jobName=other", "--restore=" + restore)));

      assertThat(
          refusal.getMessage(),
          allOf(containsString("of the job durable"), containsString("this is the job other")));
    }
    DurableCourse own = DurableCourse.throughTheGate();
    own.run(options());
    assertEquals(List.of(), own.done.inOrder());
  }

  @Test
  void aCheckpointThatIsNotIntactIsPassedOver() throws Exception {
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();
    result.savepoint(temporary.resolve("savepoint"));
    result.cancel();
    assertThat(manifests().size(), greaterThan(1));
    Path newest = manifests().get(0);
    byte[] contents = Files.readAllBytes(newest);
    contents[contents.length / 2] ^= 1;
    Files.write(newest, contents);
    course.gate.countDown();

    course.run(options());

    assertEquals(DurableCourse.all(), course.done.inOrder().stream().sorted().distinct().toList());
  }

  @Test
  void whenNoCheckpointIsIntactThenTheJobDoesNotBegin() throws Exception {
    DurableCourse course = DurableCourse.gated();
    runToTheGateAndCancel(course);
    for (Path manifest : manifests()) {
      Files.write(manifest, new byte[100]);
    }
    course.gate.countDown();
    List<String> before = course.done.inOrder();

    var refusal = assertThrows(UncheckedIOException.class, () -> course.run(options()));

    assertThat(refusal.getMessage(), containsString("No checkpoint in"));
    assertEquals(before, course.done.inOrder());
  }

  private List<Path> manifests() throws IOException {
    try (Stream<Path> files = Files.list(temporary.resolve("checkpoints"))) {
      return files
          .filter(file -> file.toString().endsWith(".manifest"))
          .sorted(Comparator.comparing(DurableJobTest::number).reversed())
          .toList();
    }
  }

  private static long number(Path manifest) {
    return Long.parseLong(manifest.getFileName().toString().replaceAll("\\D", ""));
  }
}
