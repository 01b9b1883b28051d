/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
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
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Input that a DoFn wants to have in the order of time. */
class TimeSortedInputTest {
  private static final KvCoder<String, String> STRINGS =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final IntervalWindow HUNDRED = window(0, 100);

  /** Numbers its values and sets a timer five milliseconds after each. */
  static final class Sorted extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @TimerId("timer")
    private final TimerSpec timerSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    @RequiresTimeSortedInput
    public void process(
        @Element KV<String, String> element,
        @Timestamp Instant timestamp,
        @StateId("count") ValueState<Integer> count,
        @TimerId("timer") Timer timer,
        OutputReceiver<String> output) {
      Integer before = count.read();
      count.write(before == null ? 1 : before + 1);
      output.output(element.getValue() + count.read());
      if (element.getValue().startsWith("timer")) {
        timer.set(timestamp.plus(Duration.millis(5)));
      }
    }

    @OnTimer("timer")
    public void onTimer(@StateId("count") ValueState<Integer> count, OutputReceiver<String> out) {
      out.output("after " + count.read());
    }
  }

  private static OperatorHarness sorting(Duration allowedLateness) {
    return OperatorHarness.of(
            Specs.of(new Sorted(), STRINGS)
                .windowing(
                    WindowingStrategy.of(FixedWindows.of(Duration.millis(100)))
                        .withAllowedLateness(allowedLateness))
                .stateful())
        .byKey(StringUtf8Coder.of());
  }

  @Test
  void elementsComeInTheOrderOfTimeAsTheWatermarkPassesThem() throws Exception {
    sorting(Duration.ZERO)
        .elements(in(HUNDRED, 30, "k", "c"), in(HUNDRED, 10, "k", "a"), in(HUNDRED, 20, "k", "b"))
        .expect()
        .watermark(20)
        .expect(in(HUNDRED, 10, "a1"))
        .expectWatermark(20)
        .watermark(50)
        .expect(in(HUNDRED, 20, "b2"), in(HUNDRED, 30, "c3"))
        .expectWatermark(50)
        .run();
  }

  @Test
  void elementsOfAllKeysComeInTheOrderOfTime() throws Exception {
    sorting(Duration.ZERO)
        .elements(in(HUNDRED, 30, "k", "c"), in(HUNDRED, 10, "l", "a"), in(HUNDRED, 20, "k", "b"))
        .watermark(50)
        .expect(in(HUNDRED, 10, "a1"), in(HUNDRED, 20, "b1"), in(HUNDRED, 30, "c2"))
        .run();
  }

  @Test
  void elementsOfEqualTimeKeepTheirOrder() throws Exception {
    sorting(Duration.ZERO)
        .elements(in(HUNDRED, 10, "k", "b"), in(HUNDRED, 10, "k", "a"), in(HUNDRED, 10, "k", "c"))
        .watermark(50)
        .expect(in(HUNDRED, 10, "b1"), in(HUNDRED, 10, "a2"), in(HUNDRED, 10, "c3"))
        .run();
  }

  @Test
  void timersFireInBetween() throws Exception {
    sorting(Duration.ZERO)
        .elements(
            in(HUNDRED, 20, "k", "b"), in(HUNDRED, 10, "k", "timer"), in(HUNDRED, 12, "k", "a"))
        .watermark(50)
        .expect(
            in(HUNDRED, 10, "timer1"),
            in(HUNDRED, 12, "a2"),
            in(HUNDRED, 15, "after 2"),
            in(HUNDRED, 20, "b3"))
        .run();
  }

  @Test
  void elementsWaitForAsLongAsLatenessIsAllowed() throws Exception {
    sorting(Duration.millis(10))
        .elements(in(HUNDRED, 20, "k", "b"))
        .watermark(30)
        .expect()
        .expectWatermark(20)
        .elements(in(HUNDRED, 20, "k", "c"))
        .watermark(31)
        .expect(in(HUNDRED, 20, "b1"), in(HUNDRED, 20, "c2"))
        .expectWatermark(31)
        .run();
  }

  @Test
  void anElementThatComesTooLateToBeSortedInIsDropped() throws Exception {
    sorting(Duration.millis(10))
        .elements(in(HUNDRED, 40, "k", "b"))
        .watermark(31)
        .elements(in(HUNDRED, 20, "k", "late"), in(HUNDRED, 21, "k", "a"))
        .watermark(60)
        .expect(in(HUNDRED, 21, "a1"), in(HUNDRED, 40, "b2"))
        .expectDropped(1)
        .run();
  }

  @Test
  void whatWaitsAtTheEndOfInputIsNotLost() throws Exception {
    sorting(Duration.millis(1_000))
        .elements(in(HUNDRED, 40, "k", "b"), in(HUNDRED, 30, "k", "a"))
        .expectAtEnd(in(HUNDRED, 30, "a1"), in(HUNDRED, 40, "b2"))
        .run();
  }

  @Test
  void inTheGlobalWindowTheWatermarkReleases() throws Exception {
    OperatorHarness.of(Specs.of(new Sorted(), STRINGS).stateful())
        .byKey(StringUtf8Coder.of())
        .elements(at(30, "k", "b"), at(10, "k", "a"))
        .watermark(20)
        .expect(at(10, "a1"))
        .expectAtEnd(at(30, "b2"))
        .run();
  }
}
