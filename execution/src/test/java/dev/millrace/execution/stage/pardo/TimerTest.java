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
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** When timers fire, in which order, and how they hold the watermark. */
class TimerTest {
  private static final KvCoder<String, String> STRINGS =
      KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final IntervalWindow HUNDRED = window(0, 100);

  private static final WindowingStrategy<?, ?> HUNDREDS =
      WindowingStrategy.of(FixedWindows.of(Duration.millis(100)));

  private static OperatorHarness timing(DoFn<?, ?> fn) {
    return timing(fn, HUNDREDS);
  }

  private static OperatorHarness timing(DoFn<?, ?> fn, WindowingStrategy<?, ?> windowing) {
    return OperatorHarness.of(Specs.of(fn, STRINGS).windowing(windowing).stateful())
        .byKey(StringUtf8Coder.of());
  }

  /** Sets a timer for the time that an element names; "-" deletes it. */
  static final class EventTimer extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@Element KV<String, String> element, @TimerId("timer") Timer timer) {
      if (element.getValue().equals("-")) {
        timer.clear();
      } else {
        timer.set(Instant.ofEpochMilli(Long.parseLong(element.getValue())));
      }
    }

    @OnTimer("timer")
    public void onTimer(OnTimerContext context, @Key String key, OutputReceiver<String> output) {
      output.output(key + " at " + context.fireTimestamp().getMillis());
    }
  }

  @Test
  void anEventTimerFiresAfterItsTimeAndHoldsTheWatermarkUntilThen() throws Exception {
    timing(new EventTimer())
        .elements(in(HUNDRED, 1, "k", "30"))
        .watermark(30)
        .expect()
        .expectWatermark(30)
        .watermark(40)
        .expect(in(HUNDRED, 30, "k at 30"))
        .expectWatermark(40)
        .run();
  }

  @Test
  void timersOfAllKeysFireInTheOrderOfTime() throws Exception {
    timing(new EventTimer())
        .elements(in(HUNDRED, 1, "k", "30"), in(HUNDRED, 1, "l", "10"), in(HUNDRED, 1, "m", "20"))
        .watermark(31)
        .expect(in(HUNDRED, 10, "l at 10"), in(HUNDRED, 20, "m at 20"), in(HUNDRED, 30, "k at 30"))
        .run();
  }

  @Test
  void timersOfEqualTimeFireInTheOrderInWhichTheyWereSet() throws Exception {
    timing(new EventTimer())
        .elements(in(HUNDRED, 1, "k", "30"), in(HUNDRED, 1, "l", "30"), in(HUNDRED, 1, "k", "30"))
        .watermark(31)
        .expect(in(HUNDRED, 30, "k at 30"), in(HUNDRED, 30, "l at 30"))
        .run();
  }

  @Test
  void aTimerThatIsSetAgainReplacesTheOneBefore() throws Exception {
    timing(new EventTimer())
        .elements(in(HUNDRED, 1, "k", "10"), in(HUNDRED, 1, "k", "50"))
        .watermark(40)
        .expect()
        .expectWatermark(40)
        .watermark(60)
        .expect(in(HUNDRED, 50, "k at 50"))
        .run();
  }

  @Test
  void aTimerThatIsClearedDoesNotFireNorHold() throws Exception {
    timing(new EventTimer())
        .elements(in(HUNDRED, 1, "k", "10"), in(HUNDRED, 1, "k", "-"))
        .watermark(40)
        .expect()
        .expectWatermark(40)
        .run();
  }

  @Test
  void aTimerBelongsToItsWindow() throws Exception {
    timing(new EventTimer())
        .elements(in(HUNDRED, 1, "k", "10"), in(window(100, 200), 101, "k", "110"))
        .watermark(200)
        .expect(in(HUNDRED, 10, "k at 10"), in(window(100, 200), 110, "k at 110"))
        .run();
  }

  @Test
  void aTimerForATimeThatIsOverFiresAtOnce() throws Exception {
    timing(new EventTimer())
        .watermark(50)
        .elements(in(HUNDRED, 60, "k", "20"))
        .expect(in(HUNDRED, 20, "k at 20"))
        .mayEmitLate()
        .run();
  }

  /** A timer that sets itself ten milliseconds on, up to 40. */
  static final class Loop extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@Element KV<String, String> element, @TimerId("timer") Timer timer) {
      timer.set(Instant.ofEpochMilli(Long.parseLong(element.getValue())));
    }

    @OnTimer("timer")
    public void onTimer(
        OnTimerContext context,
        @Key String key,
        @TimerId("timer") Timer timer,
        OutputReceiver<String> output) {
      output.output(key);
      if (context.fireTimestamp().getMillis() < 40) {
        timer.set(context.fireTimestamp().plus(Duration.millis(10)));
      }
    }
  }

  @Test
  void timersThatAreSetWhileOthersFireTakeTheirPlaceAmongThem() throws Exception {
    timing(new Loop())
        .elements(in(HUNDRED, 1, "k", "10"), in(HUNDRED, 1, "l", "15"), in(HUNDRED, 1, "m", "40"))
        .watermark(90)
        .expect(
            in(HUNDRED, 10, "k"),
            in(HUNDRED, 15, "l"),
            in(HUNDRED, 20, "k"),
            in(HUNDRED, 25, "l"),
            in(HUNDRED, 30, "k"),
            in(HUNDRED, 35, "l"),
            in(HUNDRED, 40, "m"),
            in(HUNDRED, 40, "k"),
            in(HUNDRED, 45, "l"))
        .expectWatermark(90)
        .run();
  }

  /** Sets a processing-time timer as many milliseconds on as an element says. */
  static final class ProcessingTimer extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(@Element KV<String, String> element, @TimerId("timer") Timer timer) {
      timer.offset(Duration.millis(Long.parseLong(element.getValue()))).setRelative();
    }

    @OnTimer("timer")
    public void onTimer(@Key String key, OutputReceiver<String> output) {
      output.output(key);
    }
  }

  @Test
  void aProcessingTimerFiresByTheClockAndHoldsTheWatermarkAtItsElement() throws Exception {
    timing(new ProcessingTimer())
        .elements(in(HUNDRED, 7, "k", "20"), in(HUNDRED, 8, "l", "10"))
        .watermark(50)
        .processingTime(10)
        .expect()
        .expectWatermark(7)
        .processingTime(1)
        .expect(in(HUNDRED, 8, "l"))
        .expectWatermark(7)
        .processingTime(10)
        .expect(in(HUNDRED, 7, "k"))
        .expectWatermark(50)
        .run();
  }

  @Test
  void processingTimersFireInTheOrderOfTime() throws Exception {
    timing(new ProcessingTimer())
        .elements(in(HUNDRED, 7, "k", "20"), in(HUNDRED, 7, "l", "10"), in(HUNDRED, 7, "m", "15"))
        .processingTime(100)
        .expect(in(HUNDRED, 7, "l"), in(HUNDRED, 7, "m"), in(HUNDRED, 7, "k"))
        .run();
  }

  @Test
  void aProcessingTimerOfAnExpiredWindowIsDropped() throws Exception {
    timing(new ProcessingTimer())
        .elements(in(HUNDRED, 7, "k", "20"))
        .watermark(99)
        .expectWatermark(7)
        .watermark(100)
        .expectWatermark(100)
        .processingTime(100)
        .expect()
        .run();
  }

  @Test
  void aWindowThatExpiresLeavesNoTimersAndThoseOfOthersAlone() throws Exception {
    IntervalWindow second = window(100, 200);
    timing(new ProcessingTimer())
        .elements(in(HUNDRED, 7, "k", "20"), in(HUNDRED, 8, "l", "30"), in(second, 110, "k", "40"))
        .expectTimers(5)
        .watermark(100)
        .expectTimers(2)
        .watermark(120)
        .expectWatermark(110)
        .processingTime(41)
        .expect(in(second, 110, "k"))
        .expectWatermark(120)
        .run();
  }

  @Test
  void aProcessingTimerFiresAndHoldsForAsLongAsItsWindowTakesElements() throws Exception {
    timing(new ProcessingTimer(), HUNDREDS.withAllowedLateness(Duration.millis(50)))
        .elements(in(HUNDRED, 7, "k", "20"), in(HUNDRED, 8, "l", "30"), in(HUNDRED, 9, "m", "40"))
        .watermark(149)
        .expectWatermark(7)
        .processingTime(21)
        .expect(in(HUNDRED, 7, "k"))
        .expectWatermark(8)
        .watermark(150)
        .expectWatermark(150)
        .expectTimers(0)
        .run();
  }

  /** Keeps its elements until the bundle ends, with a timer for a minute later. */
  static final class AtBundleEnd extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    private transient List<String> values;

    @StartBundle
    public void start() {
      values = new ArrayList<>();
    }

    @ProcessElement
    public void process(@Element KV<String, String> element, @TimerId("timer") Timer timer) {
      timer.offset(Duration.standardMinutes(1)).setRelative();
      values.add(element.getValue());
    }

    @OnTimer("timer")
    public void onTimer() {
      throw new IllegalStateException("The window has expired");
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      values.forEach(value -> context.output(value, Instant.ofEpochMilli(7), HUNDRED));
    }
  }

  @Test
  void whenAWindowExpiresWhileABundleIsOpenThenWhatTheBundleEmitsIsNotLate() throws Exception {
    timing(new AtBundleEnd())
        .elements(in(HUNDRED, 7, "k", "a"), in(HUNDRED, 8, "l", "b"))
        .watermark(100)
        .expect(in(HUNDRED, 7, "a"), in(HUNDRED, 7, "b"))
        .expectWatermark(100)
        .expectTimers(0)
        .run();
  }

  /** Sets timers of a family in processing time, which are to output at a time of their own. */
  static final class LateOutputs extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerFamily("family")
    final TimerSpec spec = TimerSpecs.timerMap(TimeDomain.PROCESSING_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element, @TimerFamily("family") TimerMap timers) {
      timers
          .get(element.getValue())
          .withOutputTimestamp(Instant.ofEpochMilli(Long.parseLong(element.getValue())))
          .offset(Duration.standardMinutes(1))
          .setRelative();
    }

    @OnTimerFamily("family")
    public void onTimer(@TimerId String id, OutputReceiver<String> output) {
      output.output(id);
    }
  }

  @Test
  void outputTimestampsAfterTheEndOfTheWindowHoldUntilItExpires() throws Exception {
    timing(new LateOutputs(), HUNDREDS.withAllowedLateness(Duration.millis(50)))
        .elements(in(HUNDRED, 7, "k", "120"), in(HUNDRED, 7, "k", "149"))
        .watermark(130)
        .expectWatermark(120)
        .watermark(150)
        .expectWatermark(150)
        .expectTimers(0)
        .run();
  }

  /** A timer at the expiry of its window that sets itself to the same time, as often as told. */
  static final class AtExpiry extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("left")
    private final StateSpec<ValueState<Integer>> stateSpec = StateSpecs.value(VarIntCoder.of());

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element,
        @StateId("left") ValueState<Integer> left,
        @TimerId("timer") Timer timer) {
      left.write(Integer.parseInt(element.getValue()));
      timer.offset(Duration.standardDays(1_000_000_000)).setRelative();
    }

    @OnTimer("timer")
    public void onTimer(
        @Key String key,
        @StateId("left") ValueState<Integer> left,
        @TimerId("timer") Timer timer,
        OutputReceiver<String> output) {
      output.output(key + left.read());
      if (left.read() > 1) {
        left.write(left.read() - 1);
        timer.offset(Duration.standardDays(1)).setRelative();
      }
    }

    @OnWindowExpiration
    public void onExpiration(
        @Key String key, @StateId("left") ValueState<Integer> left, OutputReceiver<String> output) {
      output.output(key + " expires at " + left.read());
    }
  }

  @Test
  void timersForTheExpiryFireBeforeTheWindowExpiresHoweverOftenTheySetOneAnother()
      throws Exception {
    timing(new AtExpiry())
        .elements(in(HUNDRED, 1, "k", "3"), in(HUNDRED, 1, "l", "1"))
        .watermark(99)
        .expect()
        .watermark(100)
        .expect(
            in(HUNDRED, 99, "k3"),
            in(HUNDRED, 99, "l1"),
            in(HUNDRED, 99, "k2"),
            in(HUNDRED, 99, "k1"),
            in(HUNDRED, 99, "k expires at 1"),
            in(HUNDRED, 99, "l expires at 1"))
        .expectTimers(0)
        .expectWatermark(100)
        .inAnyOrder()
        .run();
  }

  @Test
  void windowsThatExpireTogetherDoNotWaitForOneAnother() throws Exception {
    IntervalWindow second = window(100, 200);
    Instant end = GlobalWindow.INSTANCE.maxTimestamp();
    timing(new AtExpiry(), HUNDREDS.withAllowedLateness(Duration.millis(end.getMillis())))
        .elements(in(HUNDRED, 1, "k", "1"), in(second, 101, "k", "2"), in(HUNDRED, 1, "l", "1"))
        .watermark(end.getMillis())
        .expect()
        .expectAtEnd(
            in(HUNDRED, end.getMillis(), "k1"),
            in(HUNDRED, end.getMillis(), "l1"),
            in(second, end.getMillis(), "k2"),
            in(second, end.getMillis(), "k1"),
            in(HUNDRED, 99, "k expires at 1"),
            in(HUNDRED, 99, "l expires at 1"),
            in(second, 199, "k expires at 1"))
        .inAnyOrder()
        .mayEmitLate()
        .run();
  }

  @Test
  void processingTimersThatArePendingAtTheEndOfInputAreDropped() throws Exception {
    timing(new ProcessingTimer()).elements(in(HUNDRED, 7, "k", "20")).expectAtEnd().run();
  }

  /** Sets timers by name: "name@time". */
  static final class Family extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerFamily("family")
    final TimerSpec spec = TimerSpecs.timerMap(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, String> element, @TimerFamily("family") TimerMap timers) {
      String value = element.getValue();
      int split = value.indexOf('@');
      timers.set(
          value.substring(0, split),
          Instant.ofEpochMilli(Long.parseLong(value.substring(split + 1))));
    }

    @OnTimerFamily("family")
    public void onTimer(@TimerId String id, @Key String key, OutputReceiver<String> output) {
      output.output(key + " " + id);
    }
  }

  @Test
  void timersOfAFamilyAreApart() throws Exception {
    timing(new Family())
        .elements(
            in(HUNDRED, 1, "k", "x@30"),
            in(HUNDRED, 1, "k", "y@10"),
            in(HUNDRED, 1, "l", "x@20"),
            in(HUNDRED, 1, "k", "y@40"))
        .watermark(99)
        .expect(in(HUNDRED, 20, "l x"), in(HUNDRED, 30, "k x"), in(HUNDRED, 40, "k y"))
        .run();
  }

  @Test
  void inTheGlobalWindowTheEndOfInputFiresWhatIsPendingInEventTime() throws Exception {
    OperatorHarness.of(Specs.of(new EventTimer(), STRINGS).stateful())
        .byKey(StringUtf8Coder.of())
        .elements(at(1, "k", "1000"))
        .watermark(500)
        .expect()
        .expectAtEnd(at(1000, "k at 1000"))
        .run();
  }
}
