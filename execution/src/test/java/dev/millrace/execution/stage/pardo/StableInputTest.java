/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.Elements;
import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.stage.Restarts;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Functions that see their input only once it is in a published checkpoint. */
class StableInputTest {
  private static final FixedWindows TENS = FixedWindows.of(Duration.millis(10));
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  private final Journal journal = new Journal();

  /** Passes on what it sees, and notes it. */
  static final class Noting extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Journal journal;

    Noting(Journal journal) {
      this.journal = journal;
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      journal.add(element);
      output.output(element);
    }
  }

  private Restarts noting() {
    return Restarts.of(Specs.of(new Noting(journal)).stableInput().parDo()).before(journal::take);
  }

  @Test
  void anElementIsSeenOnceACheckpointHasIt() throws Exception {
    String seen =
        noting()
            .elements(at(5, "a"), at(3, "b"))
            .watermark(9)
            .checkpoint()
            .elements(at(9, "c"))
            .watermark(20)
            .checkpoint()
            .undisturbed(true);

    assertEquals(
        """
        3: [watermark 3]
        4: [a at 5, b at 3, watermark 9]
        7: [c at 9, watermark 20]
        8: [watermark 9223372036854775]""",
        seen);
  }

  @Test
  void whatIsLeftAtTheEndOfInputIsSeenAfterOneMoreCheckpoint() throws Exception {
    String seen = noting().elements(at(5, "a")).undisturbed(true);

    assertEquals("2: [a at 5, watermark 9223372036854775]", seen);
  }

  @Test
  void withoutCheckpointsItIsSeenAtOnce() throws Exception {
    assertEquals(
        "1: [a at 5]\n2: [watermark 9223372036854775]",
        noting().elements(at(5, "a")).undisturbed(false));
    OperatorHarness.of(Specs.of(new Noting(journal)).stableInput().parDo())
        .only(
            dev.millrace.execution.harness.Conditions.ONE_BY_ONE,
            dev.millrace.execution.harness.Conditions.IN_BULK)
        .elements(at(5, "a"))
        .expect(at(5, "a"))
        .run();
  }

  @Test
  void whatWasSeenIsSeenAgainAndNothingElse() throws Exception {
    noting()
        .elements(at(5, "a"), at(6, "b"))
        .checkpoint()
        .elements(at(7, "not seen"))
        .crash()
        .checkpoint()
        .disturbed(1, 1);

    assertEquals(List.of("a", "b", "a", "b", "not seen"), journal.take());
  }

  @Test
  void elementsGoToWhicheverInstanceThereIs() throws Exception {
    noting()
        .elements(at(1, "a"), at(2, "b"), at(3, "c"), at(4, "d"), at(5, "e"))
        .watermark(10)
        .restart()
        .elements(at(11, "f"), at(12, "g"), at(13, "h"))
        .watermark(20)
        .restart()
        .elements(at(21, "i"), at(22, "j"))
        .restart()
        .run(true);
  }

  /** Numbers the values of a key, and has a timer at the timestamp that tells of their number. */
  static final class Counting extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @TimerId("timer")
    private final TimerSpec timerSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @Timestamp Instant timestamp,
        @StateId("count") ValueState<Integer> count,
        @TimerId("timer") Timer timer,
        OutputReceiver<String> output) {
      Integer before = count.read();
      int now = before == null ? 1 : before + 1;
      count.write(now);
      timer.set(timestamp);
      output.output(element.getKey() + element.getValue() + now);
    }

    @OnTimer("timer")
    public void onTimer(
        @Key String key,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> output) {
      output.output(key + " timer " + count.read());
    }

    @OnWindowExpiration
    public void expire(
        @Key String key,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> output) {
      output.output(key + " expires " + count.read());
    }
  }

  private static Restarts counting() {
    return Restarts.of(
            Specs.of(new Counting(), KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
                .windowing(WindowingStrategy.of(TENS))
                .stableInput()
                .stateful())
        .collection(
            OperatorHarness.INPUT,
            KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()),
            WindowingStrategy.of(TENS))
        .byKey(StringUtf8Coder.of());
  }

  @Test
  void aTimerFiresOnceACheckpointHasItsTime() throws Exception {
    String seen =
        counting()
            .elements(in(FIRST, 5, "k", "a"), in(FIRST, 5, "k", "b"))
            .checkpoint()
            .watermark(8)
            .checkpoint()
            .watermark(30)
            .checkpoint()
            .undisturbed(true);

    assertEquals(
        """
        3: [ka1 at 5, kb2 at 5]
        5: [k timer 2 at 5, watermark 8]
        7: [k expires 2 at 9, watermark 30]
        8: [watermark 9223372036854775]""",
        seen);
  }

  @Test
  void elementsAndTimersGoWhereTheirKeysGo() throws Exception {
    counting()
        .elements(
            in(FIRST, 5, "k", "a"),
            in(FIRST, 5, "l", "a"),
            in(FIRST, 6, "m", "a"),
            in(FIRST, 7, "k", "b"))
        .restart()
        .elements(in(FIRST, 8, "l", "b"), in(SECOND, 12, "k", "c"))
        .watermark(8)
        .restart()
        .elements(in(SECOND, 13, "m", "c"))
        .watermark(14)
        .restart()
        .watermark(40)
        .restart()
        .run(true);
  }

  /** Numbers the values of a key, and tells of their number a while after the first. */
  static final class Delaying extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @TimerId("timer")
    private final TimerSpec timerSpec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @StateId("count") ValueState<Integer> count,
        @TimerId("timer") Timer timer) {
      Integer before = count.read();
      if (before == null) {
        timer.offset(Duration.millis(10)).setRelative();
      }
      count.write(before == null ? 1 : before + 1);
    }

    @OnTimer("timer")
    public void onTimer(
        @Key String key,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> output) {
      output.output(key + " timer " + count.read());
      count.clear();
    }
  }

  private static Restarts delaying() {
    KvCoder<String, String> coder = KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
    return Restarts.of(
            Specs.of(new Delaying(), coder)
                .windowing(WindowingStrategy.of(TENS))
                .stableInput()
                .stateful())
        .collection(OperatorHarness.INPUT, coder, WindowingStrategy.of(TENS))
        .byKey(StringUtf8Coder.of())
        .elements(in(FIRST, 5, "k", "a"), in(FIRST, 5, "k", "b"));
  }

  @Test
  void aTimerOfProcessingTimeFiresOnceACheckpointHasThatItIsDue() throws Exception {
    String seen =
        delaying()
            .checkpoint()
            .processingTime(20)
            .elements(in(FIRST, 5, "k", "c"))
            .checkpoint()
            .undisturbed(true);

    assertEquals(
        """
        6: [k timer 3 at 5]
        7: [watermark 9223372036854775]""",
        seen);
  }

  @Test
  void aTimerOfProcessingTimeThatHasFiredFiresAgainAsItDid() throws Exception {
    delaying()
        .checkpoint()
        .processingTime(20)
        .elements(in(FIRST, 5, "l", "c"))
        .checkpoint()
        .crash()
        .elements(in(FIRST, 5, "k", "d"))
        .checkpoint()
        .crash()
        .processingTime(20)
        .checkpoint()
        .processingTime(20)
        .checkpoint()
        .run(true);
  }

  /** Appends a side input. */
  static final class Appending extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<String>> view;

    Appending(PCollectionView<Iterable<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.element() + context.sideInput(view));
    }
  }

  @Test
  void anElementIsStableBeforeItWaitsForASideInput() throws Exception {
    PCollectionView<Iterable<String>> view = Specs.iterableView(TENS);
    Restarts.of(
            Specs.of(new Appending(view))
                .windowing(WindowingStrategy.of(TENS))
                .sideInput("side", view)
                .stableInput()
                .parDo())
        .collection(OperatorHarness.INPUT, StringUtf8Coder.of(), WindowingStrategy.of(TENS))
        .elements(in(FIRST, 5, "a"), in(SECOND, 15, "b"))
        .restart()
        .elements(in(FIRST, 6, "c"))
        .watermark(7)
        .publish(view, FIRST, "x")
        .restart()
        .publish(view, FIRST, "x")
        .publish(view, SECOND, "y")
        .restart()
        .run(true);
  }

  @Test
  void aLateElementIsKeptAndSeenTooWithoutHoldingWhatIsPast() throws Exception {
    String seen =
        noting().watermark(50).elements(at(5, "late")).watermark(60).checkpoint().undisturbed(true);

    assertEquals(
        """
        1: [watermark 50]
        4: [late at 5, watermark 60]
        5: [watermark %s]"""
            .formatted(Elements.MAX),
        seen);
  }
}
