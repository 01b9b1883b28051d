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

import dev.millrace.execution.observe.ObservedJob;
import dev.millrace.execution.observe.Reasons;
import dev.millrace.execution.observe.Reasons.CauseKind;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Why windows do not fire: each reason is named. */
@Timeout(60)
class WhyTest {
  private static final String COUNT = "Count";

  private final SharedLatch gate = new SharedLatch(1);
  private final Pipeline pipeline =
      TestPipelines.withOptions("--blockOnRun=false", "--parallelism=2");
  private MillracePipelineResult result;

  @AfterEach
  void cancel() {
    gate.countDown();
    result.cancel();
  }

  private static Window<Integer> windows() {
    return Window.into(FixedWindows.of(Duration.millis(10)));
  }

  // The numbers before the gate, and no more.
  private PCollection<Integer> numbers(String name, int before) {
    return pipeline.apply(name, Read.from(GatedSource.of(1_000, before, gate, new Notes())));
  }

  private ObservedJob run() {
    result = (MillracePipelineResult) pipeline.run();
    return result.observed();
  }

  private static Reasons await(ObservedJob job, String transform, Predicate<Reasons> enough) {
    Reasons reasons = job.why(transform);
    while (!enough.test(reasons)) {
      Thread.onSpinWait();
      reasons = job.why(transform);
    }
    return reasons;
  }

  private static Predicate<Reasons> endsWith(CauseKind kind) {
    return reasons -> reasons.origin().kind() == kind;
  }

  private static List<CauseKind> kinds(Reasons reasons) {
    return reasons.causes().stream().map(Reasons.Cause::kind).distinct().toList();
  }

  @Test
  void anIdleSourceIsNamedWithItsSplit() {
    numbers("Numbers", 25).apply(windows()).apply(COUNT, Count.perElement());

    Reasons reasons =
        await(
            run(),
            COUNT,
            each ->
                each.windowsInAll() > 0
                    && each.windows().get(0).waitsFor() == 29
                    && endsWith(CauseKind.SOURCE).test(each)
                    && each.origin().watermark() >= 24);

    assertEquals(List.of(CauseKind.INPUT, CauseKind.SOURCE), kinds(reasons));
    assertThat(reasons.origin().transform(), containsString("Numbers"));
    assertThat(reasons.text(), containsString("GatedSource"));
    Reasons.Waiting oldest = reasons.windows().get(0);
    assertThat(
        oldest.window(), containsString("[1970-01-01T00:00:00.020Z..1970-01-01T00:00:00.030Z)"));
    assertEquals(29L, oldest.waitsFor());
    assertTrue(reasons.complete());
  }

  /** Sets a timer per key that holds the watermark at its element. */
  static final class Holding extends DoFn<KV<Void, Integer>, Integer> {
    private static final long serialVersionUID = 1L;
    private final TimeDomain domain;

    @TimerId("event")
    private final TimerSpec event = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @TimerId("processing")
    private final TimerSpec processing = TimerSpecs.timer(TimeDomain.PROCESSING_TIME);

    Holding(TimeDomain domain) {
      this.domain = domain;
    }

    @ProcessElement
    public void process(
        @Element KV<Void, Integer> element,
        @Timestamp Instant timestamp,
        @TimerId("event") Timer onEvent,
        @TimerId("processing") Timer onProcessing,
        OutputReceiver<Integer> output) {
      if (element.getValue() == 3 && domain == TimeDomain.EVENT_TIME) {
        onEvent.withOutputTimestamp(timestamp).set(Instant.ofEpochMilli(500));
      } else if (element.getValue() == 3) {
        onProcessing.withOutputTimestamp(timestamp).offset(Duration.standardHours(1)).setRelative();
      }
      output.output(element.getValue());
    }

    @OnTimer("event")
    public void onEvent() {}

    @OnTimer("processing")
    public void onProcessing() {}
  }

  private void holding(TimeDomain domain) {
    numbers("Numbers", 25)
        .apply(WithKeys.<Void, Integer>of((Void) null).withKeyType(TypeDescriptors.voids()))
        .setCoder(KvCoder.of(VoidCoder.of(), VarIntCoder.of()))
        .apply("Hold", ParDo.of(new Holding(domain)))
        .setCoder(VarIntCoder.of())
        .apply(windows())
        .apply(COUNT, Count.perElement());
  }

  @Test
  void aTimerOfProcessingTimeThatHoldsIsNamedWithItsKey() {
    holding(TimeDomain.PROCESSING_TIME);

    Reasons reasons = await(run(), COUNT, endsWith(CauseKind.PROCESSING_TIMER));

    assertThat(reasons.origin().transform(), containsString("Hold"));
    assertThat(reasons.origin().text(), containsString("Timer processing of Hold"));
    assertThat(reasons.origin().text(), containsString("key null"));
    assertThat(reasons.origin().text(), containsString("at 1970-01-01T00:00:00.003Z"));
  }

  @Test
  void aTimerOfEventTimeThatHoldsIsNamedAndTheSourceThatItWaitsFor() {
    holding(TimeDomain.EVENT_TIME);

    Reasons reasons =
        await(
            run(),
            COUNT,
            each ->
                kinds(each).contains(CauseKind.EVENT_TIMER)
                    && endsWith(CauseKind.SOURCE).test(each));

    assertEquals(List.of(CauseKind.INPUT, CauseKind.EVENT_TIMER, CauseKind.SOURCE), kinds(reasons));
    assertThat(
        reasons.text(),
        containsString("the watermark of its input has passed 1970-01-01T00:00:00.500Z"));
  }

  /** Reads a side input. */
  static final class Enrich extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<Integer>> rates;

    Enrich(PCollectionView<Iterable<Integer>> rates) {
      this.rates = rates;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.sideInput(rates);
      context.output(context.element());
    }
  }

  @Test
  void aSideInputThatDoesNotComeIsNamedAndWhatKeepsIt() {
    PCollectionView<Iterable<Integer>> rates =
        numbers("Rates", 0).apply("RateWindows", windows()).apply("RatesView", View.asIterable());
    numbers("Numbers", 25)
        .apply(windows())
        .apply("Enrich", ParDo.of(new Enrich(rates)).withSideInputs(rates))
        .apply(COUNT, Count.perElement());

    Reasons reasons =
        await(
            run(),
            COUNT,
            each ->
                kinds(each).contains(CauseKind.SIDE_INPUT)
                    && endsWith(CauseKind.SOURCE).test(each));

    Reasons.Cause sideInput =
        reasons.causes().stream()
            .filter(cause -> cause.kind() == CauseKind.SIDE_INPUT)
            .findFirst()
            .orElseThrow();
    assertThat(sideInput.text(), containsString("Enrich"));
    assertThat(sideInput.text(), containsString("for side input RatesView"));
    assertThat(reasons.origin().transform(), containsString("Rates"));
  }

  /** Blocks until the gate opens. */
  static final class Slow extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch gate;

    Slow(SharedLatch gate) {
      this.gate = gate;
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output)
        throws InterruptedException {
      gate.await();
      output.output(element);
    }
  }

  @Test
  void aCallThatTakesLongIsNamedWithWhereItIs() {
    numbers("Numbers", 25)
        .apply("Slow", ParDo.of(new Slow(gate)))
        .apply(windows())
        .apply(COUNT, Count.perElement());

    Reasons reasons = await(run(), COUNT, endsWith(CauseKind.SLOW_CALL));

    assertThat(reasons.origin().text(), containsString("in one turn for"));
    assertThat(reasons.origin().text(), containsString("dev.millrace.runner"));
  }

  @Test
  void aTransformThatThereIsNotIsRefusedWithThoseThereAre() {
    numbers("Numbers", 25).apply(windows()).apply(COUNT, Count.perElement());
    ObservedJob job = run();

    NoSuchElementException refused =
        assertThrows(NoSuchElementException.class, () -> job.why("Nothing"));

    assertThat(refused.getMessage(), containsString("Count/"));
  }

  @Test
  void aJobThatHasEndedWaitsForNothing() {
    numbers("Numbers", 25).apply(windows()).apply(COUNT, Count.perElement());
    ObservedJob job = run();
    gate.countDown();
    result.waitUntilFinish();

    Reasons reasons = job.why(COUNT);

    assertThat(kinds(reasons), hasItem(CauseKind.DONE));
  }
}
