/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.embedded.JobSettings;
import dev.millrace.execution.embedded.JobState;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.checkpoint.JobImage;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.harness.Elements;
import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.execution.stage.Restarts;
import dev.millrace.execution.stage.StageInstances;
import dev.millrace.translation.graph.CollectionSpec;
import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sources that are read on when the job begins again, by another number of instances. */
class RestoredSourcesTest {
  private final Feed feed = new Feed();
  private final Journal journal = new Journal();

  private Restarts reading(FedSource source, int splits) {
    return Restarts.of(
            new OperatorSpec.ReadUnbounded(
                "Read", Frozen.<UnboundedSource<?, ?>>of(source), OperatorHarness.OUTPUT))
        .before(() -> feed.reset(splits));
  }

  private void addToAll(String value, long millis) {
    for (int split = 0; split < feed.splits().size(); split++) {
      feed.add(split, value + split, millis + split);
      feed.watermark(split, millis);
    }
  }

  @Test
  void everySplitIsReadOnWhereItWas() throws Exception {
    reading(FedSource.of(feed), 5)
        .act(() -> addToAll("a", 10))
        .until(feed::drained)
        .restart()
        .act(() -> addToAll("b", 20))
        .until(feed::drained)
        .restart()
        .until(feed::drained)
        .restart()
        .act(() -> addToAll("c", 30))
        .until(feed::drained)
        .act(feed::end)
        .run(false);
  }

  @Test
  void whatWasReadBehindTheCheckpointIsReadAgain() throws Exception {
    reading(FedSource.of(feed), 3)
        .act(() -> addToAll("a", 10))
        .until(feed::drained)
        .checkpoint()
        .act(() -> addToAll("b", 20))
        .until(feed::drained)
        .act(feed::end)
        .run(false);
  }

  @Test
  void aSplitThatHasEndedIsNotReadAgainAndHoldsNothing() throws Exception {
    reading(FedSource.of(feed), 2)
        .act(() -> feed.add(0, "a", 5))
        .until(feed::drained)
        .act(() -> feed.watermark(0, Elements.MAX))
        .act(() -> feed.watermark(1, 6))
        .until(feed::drained)
        .restart()
        .act(() -> feed.add(1, "b", 7))
        .act(() -> feed.watermark(1, 8))
        .until(feed::drained)
        .restart()
        .act(feed::end)
        .run(false);
  }

  @Test
  void marksAreTakenAtCheckpointsAndFinalizedInOrderOnceThoseArePublished() throws Exception {
    reading(FedSource.of(feed), 1)
        .act(() -> feed.add(0, "a", 5))
        .until(feed::drained)
        .act(() -> feed.add(0, "b", 6))
        .until(feed::drained)
        .checkpoint()
        .act(() -> feed.add(0, "c", 7))
        .until(feed::drained)
        .act(feed::end)
        .undisturbed(true);

    assertEquals(
        List.of(
            "split",
            "start 0",
            "mark after b",
            "finalized b",
            "mark after c",
            "finalized c",
            "close 0"),
        feed.journal.take());
  }

  @Test
  void aReaderThatHasFoundNothingIsAskedForAMarkToo() throws Exception {
    reading(FedSource.of(feed), 1)
        .until(feed::drained)
        .checkpoint()
        .act(feed::end)
        .undisturbed(true);

    assertEquals(
        List.of("split", "start 0", "mark after nothing", "finalized nothing", "close 0"),
        feed.journal.take());
  }

  @Test
  void aSourceThatWasDrainedStaysAtItsEnd() throws Exception {
    reading(FedSource.of(feed), 3)
        .act(() -> addToAll("a", 10))
        .until(feed::drained)
        .drain()
        .restart()
        .act(() -> addToAll("never read", 20))
        .restart()
        .run(false);
  }

  @Test
  void theMarkOfADrainedSourceIsTakenBeforeTheEnd() throws Exception {
    reading(FedSource.of(feed), 1)
        .act(() -> feed.add(0, "a", 5))
        .until(feed::drained)
        .drain()
        .undisturbed(true);

    assertEquals(
        List.of("split", "start 0", "mark after a", "finalized a", "close 0"), feed.journal.take());
  }

  @Test
  void recordsThatComeAgainAreKnownFromBefore() throws Exception {
    reading(FedSource.deduping(feed), 1)
        .act(() -> feed.add(0, "a", 1, "id 1"))
        .act(() -> feed.add(0, "b", 2, "id 2"))
        .until(feed::drained)
        .restart()
        .act(() -> feed.add(0, "a", 1, "id 1"))
        .act(() -> feed.add(0, "c", 3, "id 3"))
        .until(feed::drained)
        .restart()
        .act(() -> feed.add(0, "b", 2, "id 2"))
        .act(() -> feed.add(0, "c", 3, "id 3"))
        .until(feed::drained)
        .act(feed::end)
        .run(false);
  }

  @Test
  void aSourceWithoutACoderOfMarksIsRefusedWhereCheckpointsAreTaken() throws Exception {
    var failure = (StageFailure) reading(FedSource.withoutMarkCoder(feed), 1).fail();

    assertEquals("Read", failure.transform());
    assertEquals("preparing for checkpoints", failure.phase());
    assertThat(failure.getCause().getMessage(), containsString("getCheckpointMarkCoder"));
    reading(FedSource.withoutMarkCoder(feed), 1).act(feed::end).undisturbed(false);
  }

  @Test
  void aBoundedSourceIsReadOnBehindWhatWasRead() throws Exception {
    Restarts[] restarts = new Restarts[1];
    NumberSource source =
        NumberSource.upTo(
            100,
            1_000_000,
            journal,
            number -> {
              if (number % 7 == 3) {
                restarts[0].checkpointNow();
              }
              if (number % 31 == 20) {
                restarts[0].crashOnce(number);
              }
            });
    restarts[0] =
        Restarts.of(
                new OperatorSpec.ReadBounded(
                    "Read", Frozen.<BoundedSource<?>>of(source), OperatorHarness.OUTPUT))
            .collection(
                OperatorHarness.OUTPUT, VarLongCoder.of(), WindowingStrategy.globalDefault());
    restarts[0].run(false);
  }

  @ParameterizedTest
  @CsvSource({"1,false", "4,false", "1,true", "4,true"})
  void aSourceThatIsNotRepeatableGivesEachRecordOnce(int splits, boolean dynamic) throws Exception {
    Restarts[] restarts = new Restarts[1];
    ShuffledSource source =
        ShuffledSource.upTo(
            300,
            splits,
            dynamic,
            number -> {
              if (number % 23 == 3) {
                restarts[0].checkpointNow();
              }
              if (number % 71 == 20) {
                restarts[0].crashOnce(number);
              }
            });
    restarts[0] = notRepeatable(source);
    restarts[0].run(false);
  }

  private static Restarts notRepeatable(ShuffledSource source) {
    return Restarts.of(
            new OperatorSpec.ReadBounded(
                "Read", Frozen.<BoundedSource<?>>of(source), false, OperatorHarness.OUTPUT))
        .collection(OperatorHarness.OUTPUT, VarLongCoder.of(), WindowingStrategy.globalDefault());
  }

  @Test
  void aJobCanBeCancelledWhileItReadsTheRestOfASplit() throws Exception {
    AtomicReference<JobImage> latest = new AtomicReference<>();
    AtomicReference<EmbeddedJob> job = new AtomicReference<>();
    AtomicLong read = new AtomicLong();
    ShuffledSource source =
        ShuffledSource.upTo(
            1_000_000,
            1,
            false,
            number -> {
              long count = read.incrementAndGet();
              if (count == 1_000) {
                CompletableFuture<Long> unused = job.get().checkpoint();
              } else if (count == 500_000) {
                job.get().cancel();
              }
            });
    OperatorSpec spec =
        new OperatorSpec.ReadBounded(
            "Read", Frozen.<BoundedSource<?>>of(source), false, OperatorHarness.OUTPUT);

    assertEquals(JobState.CANCELLED, read(spec, latest, job));
    assertEquals(null, latest.get());
    assertEquals(500_000, read.get());
  }

  @Test
  void whatWasReadLongBeforeTheCheckpointIsNotReadAgain() throws Exception {
    AtomicReference<JobImage> latest = new AtomicReference<>();
    AtomicReference<EmbeddedJob> job = new AtomicReference<>();
    Queue<Long> numbers = new ConcurrentLinkedQueue<>();
    NumberSource source =
        NumberSource.upTo(
            60_000,
            1,
            journal,
            number -> {
              numbers.add(number);
              if (latest.get() == null && (number == 20_000 || number == 45_000)) {
                CompletableFuture<Long> unused = job.get().checkpoint();
              }
              if (number == 58_000) {
                job.get().cancel();
              }
            });

    assertEquals(JobState.CANCELLED, read(source, latest, job));
    assertEquals(0, numbers.peek());
    numbers.clear();
    assertEquals(JobState.CANCELLED, read(source, latest, job));
    long first = numbers.peek();
    assertTrue(first > 20_000 && first < 45_000, "read again from " + first);
  }

  /** Reads from the latest checkpoint on. */
  private static JobState read(
      NumberSource source, AtomicReference<JobImage> latest, AtomicReference<EmbeddedJob> job)
      throws Exception {
    return read(
        new OperatorSpec.ReadBounded(
            "Read", Frozen.<BoundedSource<?>>of(source), OperatorHarness.OUTPUT),
        latest,
        job);
  }

  private static JobState read(
      OperatorSpec read, AtomicReference<JobImage> latest, AtomicReference<EmbeddedJob> job)
      throws Exception {
    CollectionSpec output =
        new CollectionSpec(
            OperatorHarness.OUTPUT,
            "numbers",
            VarLongCoder.of(),
            WindowingStrategy.globalDefault(),
            true);
    StageGraph graph =
        new StageGraph(
            List.of(new Stage(0, "read", List.of(read), true)),
            List.of(),
            Map.of(OperatorHarness.OUTPUT, output),
            List.of());
    StageInstances instances = new StageInstances(graph, Enforcement.NONE);
    AtomicReference<JobImage> newest = new AtomicReference<>(latest.get());
    job.set(
        EmbeddedJob.start(
            graph,
            JobSettings.defaults(1).with(ThreadKind.INLINE),
            PipelineOptionsFactory.create(),
            instances::create,
            new Durability(
                latest.get(),
                delta -> {
                  newest.set(delta.after(newest.get()));
                  return CheckpointSize.NONE;
                },
                0)));
    assertTrue(job.get().await(30_000), job.get()::report);
    latest.set(newest.get());
    return job.get().state();
  }
}
