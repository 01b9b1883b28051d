/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.dashboard;

import dev.millrace.runner.MillracePipelineOptions;
import dev.millrace.runner.MillraceRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Distribution;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** A pipeline with a bit of everything, to be looked at. */
final class Demo {
  private Demo() {}

  /** Runs until it is ended. */
  public static void main(String[] args) {
    start(args).run();
  }

  static Pipeline start(String... args) {
    MillracePipelineOptions options =
        PipelineOptionsFactory.fromArgs(args).as(MillracePipelineOptions.class);
    options.setRunner(MillraceRunner.class);
    return fill(Pipeline.create(options));
  }

  /** Adds all the transforms to {@code pipeline}. */
  static Pipeline fill(Pipeline pipeline) {
    PCollectionView<Iterable<Long>> rates =
        pipeline
            .apply("ReadRates", GenerateSequence.from(0).withRate(1, Duration.standardSeconds(1)))
            .apply("RateWindows", Window.into(FixedWindows.of(Duration.standardSeconds(5))))
            .apply("Rates", View.asIterable());
    PCollection<KV<String, Long>> orders =
        pipeline
            .apply(
                "ReadOrders", GenerateSequence.from(0).withRate(2_000, Duration.standardSeconds(1)))
            .apply("Windows", Window.into(FixedWindows.of(Duration.standardSeconds(5))))
            .apply("Parse orders", ParDo.of(new Keyed()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), VarLongCoder.of()));
    orders
        .apply("Total per customer", Sum.longsPerKey())
        .apply("Write totals", ParDo.of(new Slow(1)));
    orders
        .apply("Enrich", ParDo.of(new Enrich(rates)).withSideInputs(rates))
        .apply("Spread", Reshuffle.viaRandomKey())
        .apply("Call a slow service", ParDo.of(new Slow(600)))
        .apply(
            "Sliding",
            Window.into(
                SlidingWindows.of(Duration.standardSeconds(10)).every(Duration.standardSeconds(2))))
        .apply("Count by customer", Count.perKey());
    orders.apply("Reminders", ParDo.of(new Remind())).apply("Count reminders", Count.perElement());
    return pipeline;
  }

  static final class Keyed extends DoFn<Long, KV<String, Long>> {
    private static final long serialVersionUID = 1L;
    private final Counter parsed = Metrics.counter("orders", "parsed");
    private final Distribution sizes = Metrics.distribution("orders", "sizes");

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<String, Long>> output) {
      parsed.inc();
      sizes.update(number % 100);
      output.output(KV.of("customer " + (number % 7 == 0 ? 0 : number % 40), number));
    }
  }

  static final class Enrich extends DoFn<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<Long>> rates;

    Enrich(PCollectionView<Iterable<Long>> rates) {
      this.rates = rates;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      for (long rate : context.sideInput(rates)) {
        context.output(KV.of(context.element().getKey(), context.element().getValue() + rate));
        return;
      }
    }
  }

  static final class Slow extends DoFn<KV<String, Long>, KV<String, Long>> {
    private static final long serialVersionUID = 1L;
    private final int micros;

    Slow(int micros) {
      this.micros = micros;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Long> element, OutputReceiver<KV<String, Long>> output) {
      long end = System.nanoTime() + micros * 1_000L;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      output.output(element);
    }
  }

  static final class Remind extends DoFn<KV<String, Long>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("latest")
    private final StateSpec<ValueState<Long>> latest = StateSpecs.value();

    @TimerId("remind")
    private final TimerSpec remind = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(
        @Element KV<String, Long> element,
        @Timestamp Instant timestamp,
        @StateId("latest") ValueState<Long> state,
        @TimerId("remind") Timer timer) {
      state.write(element.getValue());
      timer.withOutputTimestamp(timestamp).offset(Duration.standardSeconds(2)).setRelative();
    }

    @OnTimer("remind")
    public void onTimer(@StateId("latest") ValueState<Long> state, OutputReceiver<String> output) {
      output.output("order " + state.read());
    }
  }
}
