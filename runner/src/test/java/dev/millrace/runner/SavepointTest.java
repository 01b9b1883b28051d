/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pipeline has come to is kept where the user says, and others go on from there. */
@Timeout(60)
class SavepointTest {
  @TempDir private Path temporary;

  private String[] options(String... others) {
    return DurableCourse.options(temporary.resolve("checkpoints"), others);
  }

  private Path savepoint() {
    return temporary.resolve("savepoints/first");
  }

  private String[] fromSavepoint(String... others) {
    List<String> all = new ArrayList<>(List.of(others));
    all.add("--restoreFrom=" + savepoint());
    return DurableCourse.options(
        temporary.resolve("other checkpoints"), all.toArray(String[]::new));
  }

  private DurableCourse runToTheGate(int parallelism) throws InterruptedException {
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult result =
        course.run(options("--blockOnRun=false", "--parallelism=" + parallelism));
    course.published.awaitOrFail();
    result.savepoint(savepoint());
    assertEquals(State.RUNNING, result.getState());
    result.cancel();
    return course;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void aPipelineGoesOnFromASavepointAtAnotherParallelism(int parallelism) throws Exception {
    DurableCourse course = runToTheGate(3);
    course.gate.countDown();

    var result = course.run(fromSavepoint("--parallelism=" + parallelism));

    assertEquals(State.DONE, result.getState());
    assertEquals(DurableCourse.all(), course.done.sorted().stream().distinct().toList());
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, true));
  }

  @Test
  void theResultTellsWhatTheLatestCheckpointHasTaken() throws Exception {
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();
    PublishedCheckpoint before = result.latestCheckpoint().orElseThrow();

    result.savepoint(savepoint());

    PublishedCheckpoint latest = result.latestCheckpoint().orElseThrow();
    assertTrue(latest.number() > before.number(), latest.toString());
    assertTrue(latest.untilPublished().compareTo(latest.untilPassed()) >= 0, latest.toString());
    assertTrue(latest.bytesWritten() > 0, latest.toString());
    assertThat(latest.tasks().toString(), containsString("Read"));
    course.gate.countDown();
    result.waitUntilFinish();
  }

  @Test
  void aPipelineThatTakesNoCheckpointsHasNoneToTellOf() {
    DurableCourse course = DurableCourse.throughTheGate();
    course.gate.countDown();

    var result = (MillracePipelineResult) course.pipeline("--parallelism=1").run();

    assertEquals(Optional.empty(), result.latestCheckpoint());
  }

  @Test
  void aPipelineThatTakesNoCheckpointsGoesOnFromASavepointToo() throws Exception {
    DurableCourse course = runToTheGate(1);
    course.gate.countDown();

    var result =
        (MillracePipelineResult)
            course.pipeline("--parallelism=2", "--restoreFrom=" + savepoint()).run();

    assertEquals(DurableCourse.all(), course.done.sorted());
    assertEquals(DurableCourse.COUNT, DurableCourse.counted(result, true));
  }

  @Test
  void whatThePipelineHasDoneSinceCountsForMoreThanTheSavepointItBeganWith() throws Exception {
    DurableCourse course = runToTheGate(1);
    course.gate.countDown();
    course.run(fromSavepoint());

    var again = course.run(fromSavepoint());

    assertEquals(State.DONE, again.getState());
    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  @Test
  void anotherSavepointCountsForMoreThanWhatIsInTheDirectory() throws Exception {
    DurableCourse course = runToTheGate(1);
    DurableCourse finished = DurableCourse.throughTheGate();
    finished.run(DurableCourse.options(temporary.resolve("other checkpoints"), "--parallelism=1"));
    course.gate.countDown();

    course.run(fromSavepoint());

    assertEquals(DurableCourse.all(), course.done.sorted());
  }

  @Test
  void aPipelineThatIsStoppedWithASavepointGoesOnByTheSameCommand() throws Exception {
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();

    assertEquals(State.CANCELLED, result.stopWithSavepoint(savepoint()));

    JobThreads.assertNone("durable");
    assertEquals(List.of("set up", "torn down"), course.calls.inOrder());
    assertThat(course.finalized.inOrder(), hasItem("before " + DurableCourse.GATE_AT));
    course.gate.countDown();
    course.run(options());
    assertEquals(DurableCourse.all(), course.done.inOrder());
  }

  /** Notes what comes, and tells when it was enough. */
  static final class Note extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;
    private final int enough;
    private final SharedLatch reached;

    Note(Notes notes, int enough, SharedLatch reached) {
      this.notes = notes;
      this.enough = enough;
      this.reached = reached;
    }

    @ProcessElement
    public void process(@Element Integer number, OutputReceiver<Integer> output) {
      notes.add(String.format("%06d", number));
      if (number >= enough) {
        reached.countDown();
      }
      output.output(number);
    }
  }

  private static final int MANY = 300_000;

  // The last number is kept back, so that there is something to go on with.
  private static Pipeline busy(
      SharedLatch last, List<Notes> notes, SharedLatch reached, String... options) {
    Pipeline pipeline = TestPipelines.withOptions(options);
    pipeline
        .apply("Read", Read.from(GatedSource.of(MANY, MANY - 1, last, new Notes())))
        .apply("Early", ParDo.of(new Note(notes.get(0), MANY, reached)))
        .apply(Reshuffle.viaRandomKey())
        .apply("Late", ParDo.of(new Note(notes.get(1), 1_000, reached)));
    return pipeline;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void behindTheBarrierThatAPipelineStopsAtNothingIsDone(int parallelism) throws Exception {
    SharedLatch last = new SharedLatch(1);
    List<Notes> notes = List.of(new Notes(), new Notes());
    SharedLatch reached = new SharedLatch(1);
    var result =
        (MillracePipelineResult)
            busy(
                    last,
                    notes,
                    reached,
                    options("--blockOnRun=false", "--parallelism=" + parallelism))
                .run();
    reached.awaitOrFail();

    assertEquals(State.CANCELLED, result.stopWithSavepoint(savepoint()));
    last.countDown();
    busy(last, notes, reached, fromSavepoint("--parallelism=2")).run();

    List<String> all = IntStream.range(0, MANY).mapToObj(i -> String.format("%06d", i)).toList();
    assertEquals(all, notes.get(0).sorted());
    assertEquals(all, notes.get(1).sorted());
  }

  @Test
  void whenASavepointCannotBeWrittenThenThePipelineGoesOn() throws Exception {
    Files.createDirectories(savepoint());
    Files.writeString(savepoint().resolve("letter"), "private");
    DurableCourse course = DurableCourse.gated();
    MillracePipelineResult result = course.run(options("--blockOnRun=false"));
    course.published.awaitOrFail();

    var failure =
        assertThrows(UncheckedIOException.class, () -> result.stopWithSavepoint(savepoint()));
    assertThrows(UncheckedIOException.class, () -> result.savepoint(savepoint()));

    assertThat(failure.getMessage(), containsString("There is no savepoint " + savepoint()));
    assertThat(failure.getMessage(), containsString("not empty"));
    course.gate.countDown();
    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(DurableCourse.all(), course.done.inOrder());
  }

  @Test
  void aPipelineThatTakesNoCheckpointsHasNoSavepoints() {
    DurableCourse course = DurableCourse.throughTheGate();
    course.gate.countDown();
    var result = (MillracePipelineResult) course.pipeline("--parallelism=1").run();

    var refusal = assertThrows(IllegalStateException.class, () -> result.savepoint(savepoint()));

    assertThat(refusal.getMessage(), containsString("--checkpointDirectory"));
  }

  @Test
  void aPipelineThatHasEndedHasNoMoreSavepoints() {
    MillracePipelineResult result = DurableCourse.throughTheGate().run(options());

    var refusal =
        assertThrows(IllegalStateException.class, () -> result.stopWithSavepoint(savepoint()));

    assertThat(refusal.getMessage(), containsString("has ended"));
  }

  @Test
  void somethingElseThanASavepointIsRefused() throws IOException {
    Files.createDirectories(savepoint());

    var refusal =
        assertThrows(
            UncheckedIOException.class, () -> DurableCourse.throughTheGate().run(fromSavepoint()));

    assertThat(refusal.getMessage(), containsString(savepoint() + " is no savepoint"));
  }
}
