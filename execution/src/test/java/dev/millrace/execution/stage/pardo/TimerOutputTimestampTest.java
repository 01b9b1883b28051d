/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.io.Serializable;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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

/** Output timestamps, relative times and bounds of timers. */
class TimerOutputTimestampTest {
  private static final KvCoder<String, String> STRINGS =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final IntervalWindow HUNDRED = window(0, 100);

  /** Sets a timer, one way or another. */
  private interface Setting extends Consumer<Timer>, Serializable {}

  /** Sets a timer, one way or another, that does nothing. */
  static final class SetSilent extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final Setting setting;

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    SetSilent(Setting setting) {
      this.setting = setting;
    }

    @ProcessElement
    public void process(@TimerId("event") Timer event) {
      setting.accept(event);
    }

    @OnTimer("event")
    public void onEvent() {}
  }

  /** Sets two timers at each element. */
  static final class Set extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final Setting eventTimer;
    private final Setting processingTimer;

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("processing")
    private final TimerSpec processing = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    Set(Setting eventTimer, Setting processingTimer) {
      this.eventTimer = eventTimer;
      this.processingTimer = processingTimer;
    }

    @ProcessElement
    public void process(@TimerId("event") Timer event, @TimerId("processing") Timer processing) {
      eventTimer.accept(event);
      processingTimer.accept(processing);
    }

    @OnTimer("event")
    public void onEvent(OnTimerContext context) {
      context.output("event " + context.fireTimestamp().getMillis());
    }

    @OnTimer("processing")
    public void onProcessing(OnTimerContext context) {
      context.output("processing");
    }
  }

  private static OperatorHarness setting(Setting event, Setting processing) {
    return OperatorHarness.of(
            Specs.of(new Set(event, processing), STRINGS)
                .windowing(
                    WindowingStrategy.of(FixedWindows.of(Duration.millis(100)))
                        .withAllowedLateness(Duration.millis(20)))
                .stateful())
        .byKey(StringUtf8Coder.of());
  }

  private static OperatorHarness event(Setting event) {
    return setting(event, timer -> {});
  }

  private static Duration hours(int hours) {
    return Duration.standardHours(hours);
  }

  private static Instant time(long millis) {
    return Instant.ofEpochMilli(millis);
  }

  @Test
  void theOutputTimestampHoldsTheWatermarkAndIsThatOfTheOutput() throws Exception {
    event(timer -> timer.withOutputTimestamp(time(10)).set(time(50)))
        .elements(in(HUNDRED, 5, "k", "a"))
        .watermark(40)
        .expectWatermark(10)
        .watermark(60)
        .expect(in(HUNDRED, 10, "event 50"))
        .expectWatermark(60)
        .run();
  }

  @Test
  void aProcessingTimerMayHaveAnOutputTimestampOfItsOwn() throws Exception {
    setting(
            timer -> {},
            timer -> timer.withOutputTimestamp(time(30)).offset(Duration.millis(10)).setRelative())
        .elements(in(HUNDRED, 5, "k", "a"))
        .watermark(40)
        .expectWatermark(30)
        .processingTime(11)
        .expect(in(HUNDRED, 30, "processing"))
        .expectWatermark(40)
        .run();
  }

  @Test
  void aTimerWithoutOutputTimestampHoldsNothing() throws Exception {
    OperatorHarness.of(
            Specs.of(
                    new SetSilent(
                        timer -> timer.withNoOutputTimestamp().offset(hours(1)).setRelative()),
                    STRINGS)
                .stateful())
        .byKey(StringUtf8Coder.of())
        .watermark(0)
        .elements(at(5, "k", "a"))
        .watermark(1_000)
        .expectWatermark(1_000)
        .run();
  }

  @Test
  void anOutputTimestampBeforeTheElementFails() throws Exception {
    var failure =
        event(timer -> timer.withOutputTimestamp(time(4)).set(time(50)))
            .elements(in(HUNDRED, 5, "k", "a"))
            .fail();

    assertEquals(
        "Cannot output timer with output timestamp 1970-01-01T00:00:00.004Z. Output timestamps must"
            + " be no earlier than the timestamp of the current input or timer"
            + " (1970-01-01T00:00:00.005Z) minus the allowed skew (0 milliseconds) and no later"
            + " than 294247-01-10T04:00:54.775Z. See the DoFn#getAllowedTimestampSkew() Javadoc for"
            + " details on changing the allowed skew.",
        failure.getCause().getMessage());
  }

  @Test
  void anEventTimerAfterTheExpiryOfItsWindowFails() throws Exception {
    var failure =
        (StageFailure)
            event(timer -> timer.set(time(120))).elements(in(HUNDRED, 5, "k", "a")).fail();

    assertEquals("@ProcessElement", failure.phase());
    assertThat(
        failure.getCause().getMessage(),
        containsString("after the expiration of window " + HUNDRED));
  }

  @Test
  void anEventTimerMayBeAtTheExpiryOfItsWindow() throws Exception {
    event(timer -> timer.set(time(119)))
        .elements(in(HUNDRED, 5, "k", "a"))
        .watermark(119)
        .expect()
        .expectWatermark(119)
        .watermark(120)
        .expect(in(HUNDRED, 119, "event 119"))
        .run();
  }

  @Test
  void aRelativeEventTimerCountsFromTheWatermarkButNotBeyondTheExpiry() throws Exception {
    event(timer -> timer.offset(Duration.millis(10)).setRelative())
        .watermark(30)
        .elements(in(HUNDRED, 35, "k", "a"))
        .watermark(41)
        .expect(in(HUNDRED, 40, "event 40"))
        .watermark(90)
        .elements(in(window(0, 100), 95, "k", "b"))
        .watermark(99)
        .expect()
        .watermark(101)
        .expect(in(HUNDRED, 100, "event 100"))
        .watermark(115)
        .elements(in(HUNDRED, 99, "k", "late"))
        .watermark(120)
        .expect(in(HUNDRED, 119, "event 119"))
        .run();
  }

  @Test
  void aRelativeTimerIsAlignedToAPeriod() throws Exception {
    event(timer -> timer.align(Duration.millis(25)).setRelative())
        .watermark(30)
        .elements(in(HUNDRED, 35, "k", "a"))
        .watermark(51)
        .expect(in(HUNDRED, 50, "event 50"))
        .run();
  }

  @Test
  void anOutputAtTheTimestampThatATimerDoesNotHaveFails() throws Exception {
    var failure =
        (StageFailure)
            event(timer -> timer.withNoOutputTimestamp().set(time(50)))
                .elements(in(HUNDRED, 5, "k", "a"))
                .watermark(60)
                .fail();

    assertEquals("@OnTimer event", failure.phase());
    assertThat(failure.getCause().getMessage(), containsString("Cannot output with timestamp"));
    assertEquals(
        "key k, window " + HUNDRED + ", timer time 1970-01-01T00:00:00.050Z",
        failure.circumstances());
  }

  @Test
  void atTheEndOfTheGlobalWindowTimersStillFire() throws Exception {
    OperatorHarness.of(
            Specs.of(new Set(timer -> timer.offset(hours(24)).setRelative(), timer -> {}), STRINGS)
                .stateful())
        .byKey(StringUtf8Coder.of())
        .watermark(0)
        .elements(at(5, "k", "a"))
        .expectAtEnd(at(86_400_000L, "event 86400000"))
        .run();
  }
}
