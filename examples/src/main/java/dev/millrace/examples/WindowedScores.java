/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.AfterWatermark;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;

/**
 * Sums the points of teams in windows of event time over a stream that arrives out of order, and
 * prints a team's total several times: early, while its window is still open; on time, when the
 * watermark passes the end of the window; and late, whenever an event comes after that.
 */
public final class WindowedScores {
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormat.forPattern("HH:mm").withZoneUTC();

  private WindowedScores() {}

  /** Where the stream comes from and how it is summed. */
  public interface Options extends PipelineOptions {
    @Description("The events: event_time,player,team,points in order of arrival.")
    @Default.String("examples/data/scores.csv")
    String getInput();

    void setInput(String input);

    @Description("The pace at which the events are played; 0 for as fast as possible.")
    @Default.Integer(60)
    int getEventsPerSecond();

    void setEventsPerSecond(int eventsPerSecond);

    @Description("The length of a window in minutes.")
    @Default.Integer(5)
    int getWindowMinutes();

    void setWindowMinutes(int windowMinutes);

    @Description("How many new events make an early firing.")
    @Default.Integer(10)
    int getEarlyEvery();

    void setEarlyEvery(int earlyEvery);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    EventFileSource events =
        new EventFileSource(
            options.getInput(), Duration.standardMinutes(2), options.getEventsPerSecond());
    pipeline
        .apply("ReadEvents", Read.from(events))
        .apply(
            "ParsePoints",
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.integers()))
                .via(WindowedScores::parsePoints))
        .apply(
            "Windows",
            Window.<KV<String, Integer>>into(
                    FixedWindows.of(Duration.standardMinutes(options.getWindowMinutes())))
                .triggering(
                    AfterWatermark.pastEndOfWindow()
                        .withEarlyFirings(AfterPane.elementCountAtLeast(options.getEarlyEvery()))
                        .withLateFirings(AfterPane.elementCountAtLeast(1)))
                .withAllowedLateness(Duration.standardMinutes(10))
                .accumulatingFiredPanes())
        .apply("TotalPerTeam", Sum.integersPerKey())
        .apply("FormatTotals", ParDo.of(new FormatTotals()))
        .apply("PrintTotals", ParDo.of(new PrintLines()));
    pipeline.run().waitUntilFinish();
  }

  private static KV<String, Integer> parsePoints(String event) {
    String[] fields = event.split(",", 4);
    return KV.of(fields[2], Integer.valueOf(fields[3]));
  }

  /** Tells a total with its window and what made it fire. */
  static final class FormatTotals extends DoFn<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<String, Integer> total,
        IntervalWindow window,
        PaneInfo pane,
        OutputReceiver<String> lines) {
      lines.output(
          String.join(
              "  ",
              TIME_OF_DAY.print(window.start()) + "-" + TIME_OF_DAY.print(window.end()),
              total.getKey(),
              total.getValue().toString(),
              pane.getTiming().toString()));
    }
  }
}
