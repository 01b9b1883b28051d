/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.PeriodicImpulse;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A drain ends a pipeline with what it has: nothing new is read, and nothing read is lost. */
@Tag("beam-2.73") // the first whose functions may ask for a CausedByDrain
@Timeout(60)
class DrainTest {
  private static final Duration FOR_EVER = Duration.standardDays(100_000);

  private final Pipeline pipeline =
      TestPipelines.withOptions("--blockOnRun=false", "--parallelism=3", "--jobName=drained");
  private final SharedLatch reached = new SharedLatch(1);
  private final Notes notes = new Notes();

  /** Counts what comes by, and tells when it was enough. */
  static final class CountTo<T> extends DoFn<T, T> {
    private static final long serialVersionUID = 1L;
    private final Counter seen = Metrics.counter("test", "seen");
    private final int enough;
    private final SharedLatch reached;
    private int count;

    CountTo(int enough, SharedLatch reached) {
      this.enough = enough;
      this.reached = reached;
    }

    @ProcessElement
    public void process(@Element T element, OutputReceiver<T> output) {
      seen.inc();
      if (++count == enough) {
        reached.countDown();
      }
      output.output(element);
    }
  }

  /** Notes what drains have to do with its elements. */
  static final class NoteDrain<T> extends DoFn<T, T> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    NoteDrain(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(
        @Element T element, CausedByDrain drain, PaneInfo pane, OutputReceiver<T> output) {
      notes.add(drain + " " + pane.getTiming() + " " + element);
      output.output(element);
    }
  }

  private MillracePipelineResult drainOnceReached() throws InterruptedException {
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();

    result.drain();

    assertEquals(State.DONE, result.waitUntilFinish());
    JobThreads.assertNone("drained");
    return result;
  }

  private static <T> Window<T> atTheEndOfTime() {
    return Window.<T>into(new GlobalWindows())
        .triggering(AfterWatermark.pastEndOfWindow())
        .withAllowedLateness(Duration.ZERO)
        .discardingFiredPanes();
  }

  private static long seen(MillracePipelineResult result) {
    var filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.named("test", "seen")).build();
    long all = 0;
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      all += counter.getCommitted();
    }
    return all;
  }

  static Stream<Window<Long>> windowings() {
    return Stream.of(
        // One pane per window, the general way of grouping, and windows that merge.
        Window.into(FixedWindows.of(FOR_EVER)),
        Window.<Long>into(FixedWindows.of(FOR_EVER))
            .withAllowedLateness(Duration.standardDays(1))
            .discardingFiredPanes(),
        Window.into(Sessions.withGapDuration(FOR_EVER)));
  }

  @ParameterizedTest
  @MethodSource("windowings")
  void whatAnUnboundedSourceHasReadComesOutOfItsWindows(Window<Long> windowing) throws Exception {
    pipeline
        .apply(GenerateSequence.from(0))
        .apply(ParDo.of(new CountTo<>(1_000, reached)))
        .apply(windowing)
        .apply(WithKeys.of("all"))
        .apply(Count.perKey())
        .apply(ParDo.of(new NoteDrain<>(notes)));

    MillracePipelineResult result = drainOnceReached();

    String pane = "CAUSED_BY_DRAIN ON_TIME KV{all, " + seen(result) + "}";
    assertEquals(List.of(pane), notes.inOrder());
  }

  @Test
  void panesThatFiredBeforeAreNoWorkOfTheDrain() throws Exception {
    SharedLatch released = new SharedLatch(1);
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(TimestampedValue.of("a", new Instant(1)))
                .addElements(TimestampedValue.of("b", new Instant(2)))
                .addElements(TimestampedValue.of("c", new Instant(3)))
                .addElements(TimestampedValue.of("never played", new Instant(4)))
                .advanceWatermarkToInfinity())
        .apply(
            Window.<String>into(FixedWindows.of(Duration.millis(10)))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(2)))
                .withAllowedLateness(Duration.ZERO)
                .discardingFiredPanes())
        .apply(ParDo.of(new BlockAt("c", reached, released)))
        .apply(WithKeys.of("all"))
        .apply(Count.perKey())
        .apply(ParDo.of(new NoteDrain<>(notes)));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();

    result.drain();
    released.countDown();

    assertEquals(State.DONE, result.waitUntilFinish());

    assertEquals(
        List.of("NORMAL EARLY KV{all, 2}", "CAUSED_BY_DRAIN ON_TIME KV{all, 1}"), notes.inOrder());
  }

  /** At one element tells that it was reached, and waits to be released. */
  static final class BlockAt extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final String place;
    private final SharedLatch reached;
    private final SharedLatch released;

    BlockAt(String place, SharedLatch reached, SharedLatch released) {
      this.place = place;
      this.reached = reached;
      this.released = released;
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output)
        throws InterruptedException {
      if (element.equals(place)) {
        reached.countDown();
        released.await();
      }
      output.output(element);
    }
  }

  /** Sets a timer again and again, for as long as no drain makes it fire. */
  static final class Loop extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    @TimerId("loop")
    private final TimerSpec loop = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    Loop(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@Timestamp Instant timestamp, @TimerId("loop") Timer timer) {
      timer.set(timestamp.plus(FOR_EVER));
    }

    @OnTimer("loop")
    public void fire(
        CausedByDrain drain, @TimerId("loop") Timer timer, OutputReceiver<String> output) {
      notes.add("timer " + drain);
      output.output("last");
      if (drain == CausedByDrain.NORMAL) {
        timer.offset(Duration.standardSeconds(1)).setRelative();
      }
    }
  }

  @Test
  void aLoopingTimerIsToldThatItIsTimeToEnd() throws Exception {
    pipeline
        .apply(GenerateSequence.from(0))
        .apply(ParDo.of(new CountTo<>(1_000, reached)))
        .apply(WithKeys.of("all"))
        .apply(ParDo.of(new Loop(notes)))
        .apply(ParDo.of(new NoteDrain<>(notes)));

    drainOnceReached();

    assertEquals(List.of("timer CAUSED_BY_DRAIN", "CAUSED_BY_DRAIN UNKNOWN last"), notes.inOrder());
  }

  /** Sets a timer five milliseconds after each element. */
  static final class FiveLater extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @TimerId("later")
    private final TimerSpec later = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@Timestamp Instant timestamp, @TimerId("later") Timer timer) {
      timer.set(timestamp.plus(Duration.millis(5)));
    }

    @OnTimer("later")
    public void fire(@Timestamp Instant timestamp, OutputReceiver<String> output) {
      output.output("timer " + timestamp.getMillis());
    }
  }

  @Test
  void timersThatWereDueBeforeAreNoWorkOfTheDrain() throws Exception {
    SharedLatch released = new SharedLatch(1);
    pipeline
        .apply(
            TestStream.create(StringUtf8Coder.of())
                .addElements(TimestampedValue.of("a", new Instant(1)))
                .advanceWatermarkTo(new Instant(10))
                .addElements(TimestampedValue.of("b", new Instant(20)))
                .advanceWatermarkTo(new Instant(30))
                .advanceWatermarkToInfinity())
        .apply(ParDo.of(new BlockAt("b", reached, released)))
        .apply(WithKeys.of("key"))
        .apply(ParDo.of(new FiveLater()))
        .apply(ParDo.of(new NoteDrain<>(notes)));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();

    result.drain();
    released.countDown();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(
        List.of("NORMAL UNKNOWN timer 6", "CAUSED_BY_DRAIN UNKNOWN timer 25"), notes.inOrder());
  }

  @Test
  void aSplittableFunctionThatGoesOnForEverEnds() throws Exception {
    pipeline
        .apply(PeriodicImpulse.create().withInterval(Duration.millis(5)))
        .apply(ParDo.of(new CountTo<>(3, reached)))
        .apply(atTheEndOfTime())
        .apply(Count.globally())
        .apply(ParDo.of(new NoteDrain<>(notes)));

    MillracePipelineResult result = drainOnceReached();

    assertEquals(List.of("CAUSED_BY_DRAIN ON_TIME " + seen(result)), notes.inOrder());
  }

  @Test
  void aBoundedSourceIsReadToItsEnd() throws Exception {
    pipeline.getOptions().as(MillracePipelineOptions.class).setMaxBundleElements(1);
    SharedLatch released = new SharedLatch(1);
    List<String> all = IntStream.range(0, 10_000).mapToObj(i -> "element " + i).toList();
    pipeline
        .apply(Create.of(all))
        .apply(ParDo.of(new BlockAt("element 0", reached, released)))
        .apply(ParDo.of(new NoteDrain<>(notes)));
    pipeline.getOptions().as(MillracePipelineOptions.class).setParallelism(1);
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();

    result.drain();
    released.countDown();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertThat(notes.inOrder(), hasSize(10_000));
    assertThat(notes.inOrder(), everyItem(startsWith("NORMAL ")));
  }

  /** Notes its element and how many there are at its side. */
  static final class NoteWithSide extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;
    private final PCollectionView<Long> side;

    NoteWithSide(Notes notes, PCollectionView<Long> side) {
      this.notes = notes;
      this.side = side;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      notes.add(context.element() + " beside " + (context.sideInput(side) > 0 ? "some" : "none"));
    }
  }

  @Test
  void elementsThatWaitForASideInputWithoutEndAreProcessed() throws Exception {
    SharedLatch sideReached = new SharedLatch(1);
    PCollectionView<Long> side =
        pipeline
            .apply("Side", GenerateSequence.from(0))
            .apply(ParDo.of(new CountTo<>(10, sideReached)))
            .apply(atTheEndOfTime())
            .apply(Count.globally())
            .apply(View.asSingleton());
    pipeline
        .apply(Create.of("a", "b"))
        .apply(ParDo.of(new CountTo<>(2, reached)))
        .apply(ParDo.of(new NoteWithSide(notes, side)).withSideInputs(side));
    pipeline.getOptions().as(MillracePipelineOptions.class).setParallelism(1);
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();
    sideReached.awaitOrFail();
    assertThat(notes.inOrder(), empty());

    result.drain();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(List.of("a beside some", "b beside some"), notes.sorted());
  }

  /** Emits what it has when its window expires. */
  static final class AtExpiry extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("any")
    private final StateSpec<ValueState<Long>> any = StateSpecs.value(VarLongCoder.of());

    @ProcessElement
    public void process(@Element KV<String, Long> element, @StateId("any") ValueState<Long> state) {
      state.write(element.getValue());
    }

    @OnWindowExpiration
    public void expire(
        @Key String key, @StateId("any") ValueState<Long> state, OutputReceiver<String> output) {
      output.output(key + (state.read() == null ? " without state" : " with state"));
    }
  }

  @Test
  void windowsOfStatefulFunctionsExpire() throws Exception {
    pipeline
        .apply(GenerateSequence.from(0))
        .apply(ParDo.of(new CountTo<>(100, reached)))
        .apply(WithKeys.of("key"))
        .apply(ParDo.of(new AtExpiry()))
        .apply(ParDo.of(new NoteDrain<>(notes)));

    drainOnceReached();

    assertEquals(List.of("CAUSED_BY_DRAIN UNKNOWN key with state"), notes.inOrder());
  }

  @ParameterizedTest(name = "after {0} elements, chunks of {1}")
  @CsvSource({"1, 1", "1, 256", "10, 1", "100, 256", "1000, 1", "10000, 256", "100000, 256"})
  void nothingThatWasReadIsLostWheneverTheDrainComes(int elements, int chunk) throws Exception {
    pipeline.getOptions().as(MillracePipelineOptions.class).setChunkElements(chunk);
    PCollection<Long> read =
        pipeline
            .apply("Source", GenerateSequence.from(0))
            .apply("CountSource", ParDo.of(new CountTo<>(elements, reached)));
    PCollection<Long> claimed =
        pipeline
            .apply("Roots", Create.of(1, 2, 3, 4, 5))
            .apply(Reshuffle.viaRandomKey())
            .apply("Splittable", ParDo.of(new SplitsUnderLoadTest.Positions(true)))
            .apply("CountClaims", ParDo.of(new CountTo<>(Integer.MAX_VALUE, reached)));
    PCollectionList.of(read)
        .and(claimed)
        .apply(Flatten.pCollections())
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply(atTheEndOfTime())
        .apply(Count.globally())
        .apply(ParDo.of(new NoteDrain<>(notes)));

    MillracePipelineResult result = drainOnceReached();

    assertEquals(List.of("CAUSED_BY_DRAIN ON_TIME " + seen(result)), notes.inOrder());
  }

  @Test
  void aDrainThatGoesOnCanBeCancelled() throws Exception {
    SharedLatch never = new SharedLatch(1);
    pipeline.apply(Create.of("a")).apply(ParDo.of(new BlockAt("a", reached, never)));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();

    assertEquals(State.RUNNING, result.drain());
    assertEquals(State.CANCELLED, result.cancel());
    assertEquals(State.CANCELLED, result.drain());
  }

  @Test
  void drainingTwiceOrAfterTheEndChangesNothing() throws Exception {
    pipeline
        .apply(GenerateSequence.from(0))
        .apply(ParDo.of(new CountTo<>(10, reached)))
        .apply(ParDo.of(new NoteDrain<>(new Notes())));
    MillracePipelineResult result = (MillracePipelineResult) pipeline.run();
    reached.awaitOrFail();

    result.drain();
    result.drain();

    assertEquals(State.DONE, result.waitUntilFinish());
    assertEquals(State.DONE, result.drain());
    assertEquals(State.DONE, result.cancel());
  }
}
