/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.examples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.InstantCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TimestampedValue.TimestampedValueCoder;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.joda.time.format.DateTimeFormat;
import org.joda.time.format.DateTimeFormatter;

/**
 * Divides the page visits of users into sessions, with state and timers: a session ends when its
 * user has been away for some time, and is printed then.
 */
public final class UserSessions {
  private static final DateTimeFormatter TIME_OF_DAY =
      DateTimeFormat.forPattern("HH:mm:ss").withZoneUTC();

  private UserSessions() {}

  /** Where the visits come from and what divides sessions. */
  public interface Options extends PipelineOptions {
    @Description("The visits: event_time,user,page in order of arrival.")
    @Default.String("examples/data/activity.csv")
    String getInput();

    void setInput(String input);

    @Description("The pace at which the visits are played; 0 for as fast as possible.")
    @Default.Integer(30)
    int getEventsPerSecond();

    void setEventsPerSecond(int eventsPerSecond);

    @Description("How many minutes without a visit end a session.")
    @Default.Integer(15)
    int getGapMinutes();

    void setGapMinutes(int gapMinutes);
  }

  /** Runs the example. */
  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    EventFileSource visits =
        new EventFileSource(
            options.getInput(), Duration.standardMinutes(2), options.getEventsPerSecond());
    pipeline
        .apply("ReadVisits", Read.from(visits))
        .apply(
            "KeyByUser",
            MapElements.into(
                    TypeDescriptors.kvs(TypeDescriptors.strings(), TypeDescriptors.strings()))
                .via(UserSessions::parseVisit))
        .apply(
            "Sessions",
            ParDo.of(new FindSessions(Duration.standardMinutes(options.getGapMinutes()))))
        .apply("PrintSessions", ParDo.of(new PrintLines()));
    pipeline.run().waitUntilFinish();
  }

  private static KV<String, String> parseVisit(String line) {
    String[] fields = line.split(",", 3);
    return KV.of(fields[1], fields[2]);
  }

  /**
   * Keeps a user's visits until the watermark tells that nothing can come any more that would
   * belong to their session.
   *
   * <p>While visits are kept there is one timer, set to the earliest moment at which the earliest
   * session may have ended. Its output timestamp is that session's start, so that the watermark
   * waits for the session.
   */
  static final class FindSessions extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    private final Duration gap;

    @StateId("visits")
    private final StateSpec<BagState<TimestampedValue<String>>> visitsSpec =
        StateSpecs.bag(TimestampedValueCoder.of(StringUtf8Coder.of()));

    @StateId("earliest")
    private final StateSpec<ValueState<Instant>> earliestSpec = StateSpecs.value(InstantCoder.of());

    @TimerId("ended")
    private final TimerSpec endedSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    FindSessions(Duration gap) {
      this.gap = gap;
    }

    @ProcessElement
    public void process(
        @Element KV<String, String> visit,
        @Timestamp Instant time,
        @StateId("visits") BagState<TimestampedValue<String>> visits,
        @StateId("earliest") ValueState<Instant> earliest,
        @TimerId("ended") Timer ended) {
      visits.add(TimestampedValue.of(visit.getValue(), time));
      Instant before = earliest.read();
      if (before == null || time.isBefore(before)) {
        earliest.write(time);
        ended.withOutputTimestamp(time).set(time.plus(gap));
      }
    }

    @OnTimer("ended")
    public void onEnded(
        OnTimerContext context,
        @Key String user,
        @StateId("visits") BagState<TimestampedValue<String>> visits,
        @StateId("earliest") ValueState<Instant> earliest,
        @TimerId("ended") Timer ended) {
      List<List<TimestampedValue<String>>> sessions = divide(visits.read());
      visits.clear();
      earliest.clear();
      for (List<TimestampedValue<String>> session : sessions) {
        if (!endOf(session).isAfter(context.fireTimestamp())) {
          context.output(format(user, session));
          continue;
        }
        session.forEach(visits::add);
        if (earliest.read() == null) {
          Instant start = session.get(0).getTimestamp();
          earliest.write(start);
          ended.withOutputTimestamp(start).set(endOf(session));
        }
      }
    }

    /** Divides visits into sessions, both in the order of time. */
    private List<List<TimestampedValue<String>>> divide(Iterable<TimestampedValue<String>> visits) {
      List<TimestampedValue<String>> inOrder = new ArrayList<>();
      visits.forEach(inOrder::add);
      inOrder.sort(Comparator.comparing(TimestampedValue::getTimestamp));
      List<List<TimestampedValue<String>>> sessions = new ArrayList<>();
      Instant end = BoundedWindow.TIMESTAMP_MIN_VALUE;
      for (TimestampedValue<String> visit : inOrder) {
        if (!visit.getTimestamp().isBefore(end)) {
          sessions.add(new ArrayList<>());
        }
        sessions.get(sessions.size() - 1).add(visit);
        end = visit.getTimestamp().plus(gap);
      }
      return sessions;
    }

    private Instant endOf(List<TimestampedValue<String>> session) {
      return session.get(session.size() - 1).getTimestamp().plus(gap);
    }

    private static String format(String user, List<TimestampedValue<String>> session) {
      Instant first = session.get(0).getTimestamp();
      Instant last = session.get(session.size() - 1).getTimestamp();
      return String.join(
          "  ",
          user,
          TIME_OF_DAY.print(first) + "-" + TIME_OF_DAY.print(last),
          session.size() + " visits");
    }
  }
}
