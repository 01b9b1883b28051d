/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import static dev.millrace.execution.harness.Conditions.WITH_FULL_OUTPUT;
import static dev.millrace.execution.harness.Elements.at;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.translation.graph.Frozen;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.OffsetBasedSource;
import org.apache.beam.sdk.values.WindowedValue;
import org.junit.jupiter.api.Test;

/** Reading bounded sources. */
class ReadBoundedTest {
  private static final long SMALL = 1;
  private static final long LARGE = 1_000_000;

  private final Journal journal = new Journal();

  private static OperatorHarness reading(OffsetBasedSource<Long> source) {
    return OperatorHarness.of(
        new OperatorSpec.ReadBounded(
            "Read", Frozen.<BoundedSource<?>>of(source), OperatorHarness.OUTPUT));
  }

  private OperatorHarness reading(long end, long bytesPerNumber, LongConsumer hook) {
    return reading(NumberSource.upTo(end, bytesPerNumber, journal, hook)).before(journal::take);
  }

  private static WindowedValue<?>[] numbers(long end) {
    return LongStream.range(0, end).mapToObj(i -> at(i, i)).toArray(WindowedValue<?>[]::new);
  }

  private long notes(List<String> notes, String kind) {
    return notes.stream().filter(note -> note.startsWith(kind)).count();
  }

  @Test
  void everythingIsReadInOrderAndTheReaderClosed() throws Exception {
    reading(50, SMALL, number -> {}).expectAtEnd(numbers(50)).run();

    assertEquals(List.of("split", "open at 0", "close at 0"), journal.take());
  }

  @Test
  void anEmptySourceEnds() throws Exception {
    reading(0, SMALL, number -> {}).expectAtEnd().run();
  }

  @Test
  void aLargeSourceIsReadInSplits() throws Exception {
    reading(50, LARGE, number -> {}).inAnyOrder().expectAtEnd(numbers(50)).run();

    List<String> notes = journal.take();
    assertEquals(1, notes(notes, "split"));
    assertEquals(4, notes(notes, "open"));
    assertEquals(4, notes(notes, "close"));
  }

  @Test
  void instancesShareTheSplits() throws Exception {
    reading(100, LARGE, number -> {}).parallelism(3).expectAtEnd(numbers(100)).run();

    List<String> notes = journal.take();
    assertEquals(1, notes(notes, "split"));
    // One instance makes four, as it is in the beginning of the run that changes their number.
    assertThat(notes(notes, "open"), greaterThan(3L));
    assertEquals(notes(notes, "open"), notes(notes, "close"));
  }

  @Test
  void whoHasNothingToReadIsGivenAPartOfWhatAnotherReads() throws Exception {
    OperatorHarness[] harness = new OperatorHarness[1];
    // The reader waits at its first numbers until another instance asks for work.
    harness[0] =
        reading(
            1000,
            SMALL,
            number -> {
              while (number == 10 && !shared(harness[0]).wanted()) {
                Thread.onSpinWait();
              }
            });
    harness[0].parallelism(2).only(WITH_FULL_OUTPUT).expectAtEnd(numbers(1000)).run();

    List<String> notes = journal.take();
    assertEquals(1, notes(notes, "split"));
    assertThat(notes(notes, "open"), greaterThan(1L));
    assertEquals(notes(notes, "open"), notes(notes, "close"));
  }

  private static WorkQueue<Object> shared(OperatorHarness harness) {
    return harness.host().sharedWork("Read", null, List::of);
  }

  @Test
  void aFailureClosesTheReaderAndTellsTheSource() throws Exception {
    var failure =
        (StageFailure)
            reading(
                    50,
                    SMALL,
                    number -> {
                      if (number == 20) {
                        throw new IllegalStateException("deliberate");
                      }
                    })
                .fail();

    assertEquals("Read", failure.transform());
    assertEquals("reading", failure.phase());
    assertEquals("deliberate", failure.getCause().getMessage());
    assertTrue(failure.circumstances().contains("0"), failure::circumstances);
    assertEquals(List.of("split", "open at 0", "close at 0"), journal.take());
  }

  @Test
  void aSourceThatCannotBeSplitFails() throws Exception {
    // Its first number is after its last.
    var failure =
        (StageFailure) reading(NumberSource.upTo(-1, SMALL, journal, number -> {})).fail();

    assertEquals("splitting the source", failure.phase());
  }
}
