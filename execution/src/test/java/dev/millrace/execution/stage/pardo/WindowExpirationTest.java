/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.END_OF_GLOBAL;
import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** What a DoFn is told at the expiry of a window. */
class WindowExpirationTest {
  private static final KvCoder<String, String> STRINGS =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final WindowingStrategy<?, ?> TENS =
      WindowingStrategy.of(FixedWindows.of(Duration.millis(10)));
  private static final IntervalWindow FIRST = window(0, 10);

  /** Keeps its values until the window expires; "fail" makes it fail then. */
  static final class Keep extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("values")
    private final StateSpec<BagState<String>> spec = StateSpecs.bag(StringUtf8Coder.of());

    @TimerId("timer")
    private final TimerSpec timerSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @StateId("values") BagState<String> values,
        @TimerId("timer") Timer timer) {
      values.add(element.getValue());
      if (element.getValue().startsWith("@")) {
        timer.set(Instant.ofEpochMilli(Long.parseLong(element.getValue().substring(1))));
      }
    }

    @OnTimer("timer")
    public void onTimer(@Key String key, OutputReceiver<String> output) {
      output.output(key + " timer");
    }

    @OnWindowExpiration
    public void onExpiration(
        @Key String key,
        @StateId("values") BagState<String> values,
        OutputReceiver<String> output) {
      StringBuilder all = new StringBuilder(key).append(':');
      values.read().forEach(all::append);
      if (all.indexOf("fail") >= 0) {
        throw new IllegalStateException("deliberate");
      }
      output.output(all.toString());
    }
  }

  private static OperatorHarness keeping(WindowingStrategy<?, ?> windowing) {
    return OperatorHarness.of(Specs.of(new Keep(), STRINGS).windowing(windowing).stateful())
        .byKey(StringUtf8Coder.of());
  }

  @Test
  void everyKeyOfAnExpiredWindowIsTold() throws Exception {
    keeping(TENS)
        .elements(in(FIRST, 1, "k", "a"), in(FIRST, 2, "l", "b"), in(FIRST, 3, "k", "c"))
        .elements(in(window(10, 20), 12, "k", "d"))
        .watermark(9)
        .expect()
        .watermark(10)
        .expect(in(FIRST, 9, "k:ac"), in(FIRST, 9, "l:b"))
        .watermark(20)
        .expect(in(window(10, 20), 19, "k:d"))
        .inAnyOrder()
        .run();
  }

  @Test
  void theWatermarkIsHeldAtTheEndOfTheWindowUntilThen() throws Exception {
    keeping(TENS.withAllowedLateness(Duration.millis(5)))
        .elements(in(FIRST, 1, "k", "a"))
        .watermark(14)
        .expect()
        .expectWatermark(9)
        .watermark(15)
        .expect(in(FIRST, 9, "k:a"))
        .expectWatermark(15)
        .run();
  }

  @Test
  void timersOfTheWindowFireBefore() throws Exception {
    keeping(TENS)
        .elements(in(FIRST, 1, "k", "@9"), in(FIRST, 1, "l", "@8"))
        .watermark(50)
        .expect(
            in(FIRST, 8, "l timer"),
            in(FIRST, 9, "k timer"),
            in(FIRST, 9, "k:@9"),
            in(FIRST, 9, "l:@8"))
        .inAnyOrder()
        .run();
  }

  @Test
  void theGlobalWindowExpiresWithTheInput() throws Exception {
    keeping(WindowingStrategy.globalDefault())
        .elements(at(1, "k", "a"))
        .watermark(50)
        .expectWatermark(50)
        .expectAtEnd(at(END_OF_GLOBAL, "k:a"))
        .run();
  }

  @Test
  void aFailureTellsThePhaseAndTheKey() throws Exception {
    var failure =
        (StageFailure) keeping(TENS).elements(in(FIRST, 1, "k", "fail")).watermark(11).fail();

    assertEquals("@OnWindowExpiration", failure.phase());
    assertEquals(
        "key k, window " + FIRST + ", timer time 1970-01-01T00:00:00.009Z",
        failure.circumstances());
  }
}
