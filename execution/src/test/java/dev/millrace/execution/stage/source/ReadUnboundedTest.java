/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import static dev.millrace.execution.harness.Conditions.IN_BULK;
import static dev.millrace.execution.harness.Conditions.ONE_BY_ONE;
import static dev.millrace.execution.harness.Conditions.WITH_FULL_OUTPUT;
import static dev.millrace.execution.harness.Elements.MAX;
import static dev.millrace.execution.harness.Elements.MIN;
import static dev.millrace.execution.harness.Elements.at;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.Conditions;
import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.transforms.DoFn;
import org.junit.jupiter.api.Test;

/** Reading unbounded sources. */
class ReadUnboundedTest {
  // What a source reads behind a barrier it reads again; see RestoredSourcesTest for that.
  private static final Conditions[] UNDISTURBED = {ONE_BY_ONE, IN_BULK, WITH_FULL_OUTPUT};

  private final Feed feed = new Feed();

  private static OperatorSpec read(FedSource source, int output) {
    return new OperatorSpec.ReadUnbounded("Read", Frozen.<UnboundedSource<?, ?>>of(source), output);
  }

  private OperatorHarness reading(int splits) {
    return OperatorHarness.of(read(FedSource.of(feed), OperatorHarness.OUTPUT))
        .only(UNDISTURBED)
        .before(() -> feed.reset(splits));
  }

  @Test
  void recordsOfAllSplitsAreReadAndTheEarliestWatermarkCounts() throws Exception {
    reading(2)
        .act(() -> feed.add(0, "a", 5))
        .act(() -> feed.add(1, "b", 7))
        .act(() -> feed.watermark(0, 6))
        .until(feed::drained)
        .expect(at(5, "a"), at(7, "b"))
        .expectWatermark(MIN)
        .act(() -> feed.watermark(1, 20))
        .until(feed::drained)
        .expectWatermark(6)
        .act(() -> feed.add(0, "c", 9))
        .act(() -> feed.watermark(0, 30))
        .until(feed::drained)
        .expect(at(9, "c"))
        .expectWatermark(20)
        .act(feed::end)
        .inAnyOrder()
        .run();
  }

  @Test
  void theWatermarkDoesNotFollowAReaderBack() throws Exception {
    reading(1)
        .act(() -> feed.watermark(0, 20))
        .until(feed::drained)
        .expectWatermark(20)
        .act(() -> feed.watermark(0, 10))
        .until(feed::drained)
        .expectWatermark(20)
        .act(feed::end)
        .run();
  }

  @Test
  void aSplitThatHasEndedDoesNotHoldTheOthersBack() throws Exception {
    reading(2)
        .act(() -> feed.watermark(0, MAX))
        .act(() -> feed.add(1, "a", 5))
        .act(() -> feed.watermark(1, 6))
        .until(feed::drained)
        .expect(at(5, "a"))
        .expectWatermark(6)
        .act(feed::end)
        .run();
  }

  @Test
  void instancesShareTheSplitsAndThoseWithoutOneEnd() throws Exception {
    reading(5)
        .parallelism(4)
        .act(
            () -> {
              for (int split = 0; split < 5; split++) {
                feed.add(split, "a" + split, split);
                feed.watermark(split, 10);
              }
            })
        .until(feed::drained)
        .expect(at(0, "a0"), at(1, "a1"), at(2, "a2"), at(3, "a3"), at(4, "a4"))
        .expectWatermark(10)
        .act(feed::end)
        .run();

    List<String> notes = feed.journal.take();
    assertEquals(1, notes.stream().filter("split"::equals).count());
    assertEquals(5, notes.stream().filter(note -> note.startsWith("start")).count());
    assertEquals(5, notes.stream().filter(note -> note.startsWith("close")).count());
  }

  @Test
  void aSourceThatRepeatsItselfIsDeduplicated() throws Exception {
    OperatorHarness.of(read(FedSource.deduping(feed), OperatorHarness.OUTPUT))
        .only(UNDISTURBED)
        .before(() -> feed.reset(1))
        .act(() -> feed.add(0, "a", 1, "id 1"))
        .act(() -> feed.add(0, "b", 2, "id 2"))
        .act(() -> feed.add(0, "a", 1, "id 1"))
        .act(() -> feed.add(0, "b", 2, "id 2"))
        .act(() -> feed.add(0, "c", 3, "id 3"))
        .until(feed::drained)
        .expect(at(1, "a"), at(2, "b"), at(3, "c"))
        .act(feed::end)
        .run();
  }

  @Test
  void aSourceThatDoesNotAskForItIsNot() throws Exception {
    reading(1)
        .act(() -> feed.add(0, "a", 1))
        .act(() -> feed.add(0, "a", 1))
        .until(feed::drained)
        .expect(at(1, "a"), at(1, "a"))
        .act(feed::end)
        .run();
  }

  /** Notes what happens in a bundle. */
  static final class Noting extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Journal journal;

    Noting(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void process(@Element String element) {
      journal.add("process " + element);
    }

    @FinishBundle
    public void finish() {
      journal.add("finish");
    }
  }

  @Test
  void aMarkIsTakenPerBundleAndFinalizedAfterIt() throws Exception {
    OperatorHarness.of(
            read(FedSource.of(feed), 7), Specs.of(new Noting(feed.journal)).from(7).parDo())
        .before(() -> feed.reset(1))
        .only(IN_BULK, WITH_FULL_OUTPUT)
        .until(feed::drained)
        .expectNotes(feed.journal, "split", "start 0")
        .act(() -> feed.add(0, "a", 1))
        .until(feed::drained)
        .expectNotes(feed.journal, "process a", "mark after a", "finish", "finalized a")
        .act(() -> feed.watermark(0, 5))
        .until(feed::drained)
        .expectNotes(feed.journal)
        .act(() -> feed.add(0, "b", 6))
        .until(feed::drained)
        .expectNotes(feed.journal, "process b", "mark after b", "finish", "finalized b")
        .act(feed::end)
        .run();
  }

  @Test
  void aDrainEndsTheSourceAtOnceWithAMarkAfterWhatWasRead() throws Exception {
    OperatorHarness.of(
            read(FedSource.of(feed), 7), Specs.of(new Noting(feed.journal)).from(7).parDo())
        .before(() -> feed.reset(1))
        .only(IN_BULK, WITH_FULL_OUTPUT)
        .act(() -> feed.add(0, "a", 1))
        .until(feed::drained)
        .drain()
        .act(() -> feed.add(0, "never read", 2))
        .expectNotes(
            feed.journal,
            "split",
            "start 0",
            "process a",
            "mark after a",
            "finish",
            "finalized a",
            "close 0")
        .expectWatermark(MAX)
        .run();
  }

  @Test
  void aDrainedInstanceTakesNoSplits() throws Exception {
    reading(3)
        .parallelism(2)
        .drain()
        .act(() -> feed.add(0, "never read", 2))
        .expect()
        .expectWatermark(MAX)
        .run();
  }

  @Test
  void aFailureOfAReaderFailsAndClosesAll() throws Exception {
    var failure =
        (StageFailure) reading(2).act(() -> feed.add(1, "fail", 1)).until(() -> false).fail();

    assertEquals("Read", failure.transform());
    assertEquals("reading", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
    List<String> notes = feed.journal.take();
    assertEquals(2, notes.stream().filter(note -> note.startsWith("close")).count());
  }

  /** Counts its bundles, and ends its source after the third. */
  static final class EndAfterThreeBundles extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Feed feed;
    private int bundles;

    EndAfterThreeBundles(Feed feed) {
      this.feed = feed;
    }

    @ProcessElement
    public void process(@Element String element) {
      feed.add(0, element, 1);
    }

    @FinishBundle
    public void finish() {
      if (++bundles == 3) {
        feed.end();
      }
    }
  }

  @Test
  void aSourceThatNeverRunsDryIsReadInBundlesAllTheSame() throws Exception {
    OperatorHarness.of(
            read(FedSource.of(feed), 7), Specs.of(new EndAfterThreeBundles(feed)).from(7).parDo())
        .before(
            () -> {
              feed.reset(1);
              feed.add(0, "a", 1);
            })
        .only(ONE_BY_ONE)
        .run();
  }
}
