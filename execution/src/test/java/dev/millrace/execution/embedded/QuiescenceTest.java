/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.embedded.Fakes.Pass;
import dev.millrace.execution.embedded.checkpoint.CheckpointSize;
import dev.millrace.execution.embedded.checkpoint.Durability;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What happens, and in which order, when a job comes to rest. */
class QuiescenceTest {
  private static final OperatorSpec PLAY = new OperatorSpec.PlayTestStream("play", List.of(), 0);

  private final List<Object> events = Collections.synchronizedList(new ArrayList<>());
  private final Graphs graphs = new Graphs();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  static Stream<JobSettings> settings() {
    return Stream.of(
        JobSettings.defaults(1),
        JobSettings.defaults(4),
        JobSettings.defaults(4).with(ThreadKind.INLINE));
  }

  private void run(JobSettings settings) throws Exception {
    EmbeddedJob job = graphs.start(settings);
    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
  }

  /** Plays scenes, one at each rest of the job. */
  private static final class Play extends FakeStage {
    private final List<Scene> scenes;
    private int next;

    Play(Scene... scenes) {
      this.scenes = List.of(scenes);
    }

    @Override
    public Progress advance(int maxElements) throws Exception {
      super.advance(maxElements);
      if (next < scenes.size()) {
        begin();
        scenes.get(next++).play(this);
      }
      return next < scenes.size() ? Progress.AWAITS_QUIESCENCE : Progress.DONE;
    }

    @Override
    public long hold() {
      return next < scenes.size() ? MIN : MAX;
    }

    void say(Object value) {
      emit(Fakes.element(value));
    }

    StageHost host() {
      return host;
    }
  }

  private interface Scene {
    void play(Play play);
  }

  private final class Keep extends FakeStage {
    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      events.add(element.getValue());
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void eachEventTravelsThroughTheWholeJobBeforeTheNext(JobSettings settings) throws Exception {
    Scene[] scenes = new Scene[20];
    for (int i = 0; i < scenes.length; i++) {
      int scene = i;
      scenes[i] =
          play -> {
            events.add("play " + scene);
            for (int copy = 0; copy < 5; copy++) {
              play.say("heard " + scene);
            }
          };
    }
    int play = graphs.single("play", PLAY, () -> new Play(scenes));
    int first = graphs.stage("first", Pass::new);
    int second = graphs.stage("second", Pass::new);
    int keep = graphs.stage("keep", Keep::new);
    graphs.chain(Graphs.REBALANCE, play, first, second, keep);

    run(settings);

    List<Object> expected = new ArrayList<>();
    for (int i = 0; i < scenes.length; i++) {
      expected.add("play " + i);
      for (int copy = 0; copy < 5; copy++) {
        expected.add("heard " + i);
      }
    }
    assertEquals(expected, events);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void playBeginsWhenTheRestOfTheJobHasComeToRest(JobSettings settings) throws Exception {
    int play = graphs.single("play", PLAY, () -> new Play(p -> p.say("play")));
    int numbers = graphs.single("numbers", () -> new Numbers(500));
    int between = graphs.stage("between", Pass::new);
    int keep = graphs.single("keep", Keep::new);
    graphs.chain(Graphs.REBALANCE, numbers, between, keep).edge(play, keep, Graphs.FORWARD);

    run(settings);

    assertEquals("play", events.get(500));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void twoPlaysTakeTurns(JobSettings settings) throws Exception {
    Scene a = play -> play.say("a");
    Scene b = play -> play.say("b");
    int first = graphs.single("first", PLAY, () -> new Play(a, a, a));
    int second = graphs.single("second", PLAY, () -> new Play(b, b, b));
    int keep = graphs.single("keep", Keep::new);
    graphs.edge(first, keep, Graphs.FORWARD).edge(second, keep, Graphs.FORWARD);

    run(settings);

    assertEquals(List.of("a", "b", "a", "b", "a", "b"), events);
  }

  /** Sets a processing-time timer for each element, that many milliseconds from then. */
  private final class Delayed extends FakeStage {
    private int timers;

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      long time = host.processingTime() + (Integer) element.getValue();
      host.timers("t", KeySpace.SINGLE)
          .named("", element.getValue() + " for the " + timers++, TimeDomain.PROCESSING_TIME)
          .set(null, Namespace.GLOBAL, time, 0);
    }

    @Override
    public void timer(TimerFiring firing) throws Exception {
      super.timer(firing);
      events.add("fired " + firing.id());
      emit(Fakes.element("fired"));
    }

    // Its input ending would drop the timers; work of its own keeps the task until they have fired.
    @Override
    public Progress advance(int maxElements) {
      return host.minimumHold() < MAX ? Progress.IDLE : Progress.DONE;
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void timersFireBeforeTheEventAfterTheirTime(JobSettings settings) throws Exception {
    int play =
        graphs.single(
            "play",
            PLAY,
            () ->
                new Play(
                    p -> p.say(100),
                    p -> p.say(50),
                    p -> {
                      events.add("60 pass");
                      p.host().advanceProcessingTime(60);
                    },
                    p -> events.add("after"),
                    p -> {
                      events.add("60 pass");
                      p.host().advanceProcessingTime(60);
                    },
                    p -> events.add("end")));
    int delayed = graphs.single("delayed", Delayed::new);
    int keep = graphs.single("keep", Keep::new);
    graphs.chain(Graphs.FORWARD, play, delayed, keep);

    run(settings);

    assertEquals(
        List.of(
            "60 pass",
            "fired 50 for the 1",
            "fired",
            "after",
            "60 pass",
            "fired 100 for the 0",
            "fired",
            "end"),
        events);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void afterThePlayTheClockMovesOnToTheNextTimer(JobSettings settings) throws Exception {
    int play =
        graphs.single(
            "play", PLAY, () -> new Play(p -> p.say(100_000_000), p -> events.add("end")));
    int delayed = graphs.single("delayed", Delayed::new);
    graphs.edge(play, delayed, Graphs.FORWARD);

    run(settings);

    assertEquals(List.of("end", "fired 100000000 for the 0"), events);
  }

  /** As {@link Delayed}, but timers fire as of the latest checkpoint. */
  private final class Stable extends FakeStage {
    private final Delayed delayed = new Delayed();
    private long now = Long.MIN_VALUE;
    private long stable = Long.MIN_VALUE;

    @Override
    public void open(StageHost newHost) throws Exception {
      super.open(newHost);
      delayed.open(newHost);
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      delayed.element(collection, key, element);
    }

    @Override
    public void timer(TimerFiring firing) {
      events.add("fired " + firing.id());
    }

    @Override
    public Progress advance(int maxElements) {
      return delayed.advance(maxElements);
    }

    @Override
    public void snapshot(long checkpoint) {
      now = host.processingTime();
    }

    @Override
    public void checkpointComplete(long checkpoint) {
      stable = now;
      events.add("checkpoint");
    }

    @Override
    public long stableTime(TimeDomain domain) {
      return stable;
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aTimerThatWaitsForACheckpointGetsOneWhenNothingElseCanHappen(JobSettings settings)
      throws Exception {
    int play =
        graphs.single(
            "play",
            PLAY,
            () ->
                new Play(
                    p -> p.say(100),
                    p -> {
                      events.add("200 pass");
                      p.host().advanceProcessingTime(200);
                    },
                    p -> p.say(100_000_000),
                    p -> events.add("end")));
    int stable = graphs.single("stable", Stable::new);
    graphs.edge(play, stable, Graphs.FORWARD);
    EmbeddedJob job = graphs.start(settings, new Durability(null, taken -> CheckpointSize.NONE, 0));

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
    assertEquals(
        List.of(
            "200 pass",
            "end",
            "checkpoint",
            "fired 100 for the 0",
            "checkpoint",
            "fired 100000000 for the 1"),
        events);
  }

  @Test
  void onlyATestStreamMovesTheProcessingTime() throws Exception {
    graphs.single(
        "mover",
        () ->
            new Numbers(1) {
              @Override
              Object value(int number) {
                assertThrows(IllegalStateException.class, () -> host.advanceProcessingTime(1));
                events.add("thrown");
                return number;
              }
            });

    run(JobSettings.defaults(1));

    assertEquals(List.of("thrown"), events);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aJobInWhichNothingCanHappenFailsWithAReport(JobSettings settings) throws Exception {
    int numbers = graphs.single("numbers", () -> new Numbers(10));
    int held =
        graphs.single(
            "held",
            () ->
                new Pass() {
                  @Override
                  public long hold() {
                    return 5;
                  }
                });
    graphs.edge(numbers, held, Graphs.FORWARD);
    EmbeddedJob job = graphs.start(settings);

    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.FAILED, job.state());
    String message = job.failure().getMessage();
    assertTrue(message.contains("stuck"), message);
    assertTrue(message.contains("held[0]: rests"), message);
    assertTrue(message.contains("own work 1970-01-01T00:00:00.005Z"), message);
  }
}
