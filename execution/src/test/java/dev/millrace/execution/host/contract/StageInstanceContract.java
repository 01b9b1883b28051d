/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.A;
import static dev.millrace.execution.host.contract.Samples.B;
import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.KEYS;
import static dev.millrace.execution.watermark.Holds.NONE;
import static org.apache.beam.sdk.state.TimeDomain.EVENT_TIME;
import static org.apache.beam.sdk.state.TimeDomain.PROCESSING_TIME;
import static org.apache.beam.sdk.state.TimeDomain.SYNCHRONIZED_PROCESSING_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerFiring;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link dev.millrace.execution.host.StageInstance} says of when a host calls what. */
@Timeout(60)
public abstract class StageInstanceContract extends HostContract {

  /** Sets a timer for the time that an element says, its id. */
  private class Timing extends RecordingInstance {
    private final TimeDomain domain;

    Timing(TimeDomain domain) {
      super(calls);
      this.domain = domain;
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      set(A, (String) element.getValue(), Long.parseLong((String) element.getValue()));
    }

    void set(Key key, String id, long after) {
      long now =
          switch (domain) {
            case EVENT_TIME -> 0;
            case PROCESSING_TIME -> host.processingTime();
            case SYNCHRONIZED_PROCESSING_TIME -> host.synchronizedProcessingTime();
          };
      host.timers(TRANSFORM, KEYS).named("", id, domain).set(key, FIRST, now + after, after);
    }

    @Override
    public void timer(TimerFiring firing) throws Exception {
      super.timer(domain == EVENT_TIME ? firing : withoutTime(firing));
    }

    private TimerFiring withoutTime(TimerFiring firing) {
      return new TimerFiring(
          firing.transform(),
          firing.key(),
          firing.namespace(),
          firing.family(),
          firing.id(),
          firing.domain(),
          0,
          firing.outputTime(),
          firing.drain());
    }
  }

  /** Notes that something is to come. */
  private void mark(String mark) {
    act(host -> calls.add(mark));
  }

  private void assertCalls(String... expected) {
    assertEquals(List.of(expected), List.copyOf(calls));
  }

  @Test
  void anInstanceIsOpenedThenUsedThenClosed() throws Exception {
    element(1, "a");
    watermark(10);
    run(() -> new RecordingInstance(calls));

    assertCalls("open", "element a", "finish", "watermark 10", "watermark MAX", "close");
  }

  @Test
  void anElementHasAKeyIfItsEdgeIsByKey() throws Exception {
    element(1, "a");
    keyed(2, "k", "b");
    List<String> keys = RecordingInstance.calls();
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                keys.add(collection + " " + (key == null ? null : key.value()));
              }
            });

    assertEquals(List.of(PLAIN + " null", KEYED + " k"), keys);
  }

  @Test
  void theInputWatermarkRisesUntilItIsTheEndOfTime() throws Exception {
    for (long millis : new long[] {10, 11, 11, 20}) {
      watermark(millis);
    }
    run(() -> new RecordingInstance(calls));

    assertCalls("open", "watermark 10", "watermark 11", "watermark 20", "watermark MAX", "close");
  }

  @Test
  void eventTimersFireOnceTheWatermarkIsAfterThemAndBeforeTheInstanceIsTold() throws Exception {
    element(1, "10");
    watermark(10);
    mark("later");
    watermark(11);
    run(() -> new Timing(EVENT_TIME));

    assertCalls(
        "open",
        "element 10",
        "finish",
        "watermark 10",
        "later",
        "timer 10@10",
        "watermark 11",
        "finish",
        "watermark MAX",
        "close");
  }

  @ParameterizedTest
  @EnumSource(names = {"PROCESSING_TIME", "SYNCHRONIZED_PROCESSING_TIME"})
  void timersOfProcessingTimeFireOnceThatIsAfterThem(TimeDomain domain) throws Exception {
    element(1, "10");
    element(1, "5");
    clock(10);
    mark("later");
    clock(1);
    mark("end");
    run(() -> new Timing(domain));

    assertEquals(
        List.of("timer 5@0", "later", "timer 10@0", "end"),
        calls.stream().filter(call -> call.matches("timer.*|later|end")).toList());
  }

  @Test
  void dueTimersFireInTheOrderOfTimeWhateverTheirKeys() throws Exception {
    act(
        host -> {
          for (String time : List.of("30", "10", "20")) {
            host.output(PLAIN).emit(at(1, time));
          }
        });
    watermark(40);
    run(
        () ->
            new Timing(EVENT_TIME) {
              @Override
              void set(Key key, String id, long after) {
                super.set(id.equals("20") ? B : A, id, after);
              }
            });

    assertEquals(
        List.of("timer 10@10", "timer 20@20", "timer 30@30", "watermark 40"),
        calls.subList(calls.indexOf("timer 10@10"), calls.indexOf("watermark 40") + 1));
  }

  @Test
  void timersThatTimersSetFireInTheirOrderBeforeTheInstanceIsTold() throws Exception {
    element(1, "10");
    element(1, "25");
    watermark(40);
    run(
        () ->
            new Timing(EVENT_TIME) {
              @Override
              public void timer(TimerFiring firing) throws Exception {
                super.timer(firing);
                if (firing.time() < 30) {
                  set(A, firing.id(), firing.time() + 10);
                }
              }
            });

    assertEquals(
        List.of(
            "timer 10@10",
            "timer 10@20",
            "timer 25@25",
            "timer 10@30",
            "timer 25@35",
            "watermark 40"),
        calls.subList(calls.indexOf("timer 10@10"), calls.indexOf("watermark 40") + 1));
  }

  @Test
  void aTimerThatIsDueWhenItIsSetFires() throws Exception {
    watermark(40);
    element(50, "20");
    mark("end");
    run(() -> new Timing(EVENT_TIME));

    assertTrue(calls.indexOf("timer 20@20") < calls.indexOf("end"), calls::toString);
  }

  @Test
  void eventTimersFireWhenInputEndsAndThoseOfProcessingTimeDoNot() throws Exception {
    element(1, "10");
    run(
        () ->
            new Timing(EVENT_TIME) {
              @Override
              void set(Key key, String id, long after) {
                super.set(key, id, after);
                host.timers(TRANSFORM, KEYS)
                    .named("", "processing", PROCESSING_TIME)
                    .set(key, FIRST, host.processingTime() + 1, 1);
                host.timers(TRANSFORM, KEYS)
                    .named("", "synchronized", SYNCHRONIZED_PROCESSING_TIME)
                    .set(key, FIRST, host.processingTime() + 1, 1);
              }
            });

    assertCalls("open", "element 10", "finish", "timer 10@10", "watermark MAX", "finish", "close");
    assertTrue(sunk.contains("watermark MAX"), sunk::toString);
  }

  /** Holds its timers back until an element says how far they may come. */
  private class HoldingTimers extends Timing {
    private long timerHold = 0;

    HoldingTimers() {
      super(EVENT_TIME);
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      if (element.getValue().toString().startsWith("until ")) {
        timerHold = Long.parseLong(element.getValue().toString().substring(6));
      } else {
        super.element(collection, key, element);
      }
    }

    @Override
    public long timerHold() {
      return timerHold;
    }
  }

  @Test
  void timersAreHeldBackByTheTimerHoldOfTheInstance() throws Exception {
    element(1, "10");
    element(1, "20");
    watermark(100);
    mark("held");
    element(100, "until 10");
    mark("up to 10");
    element(100, "until 11");
    mark("up to 11");
    element(100, "until 100");
    mark("up to 100");
    element(100, "until " + NONE);
    run(HoldingTimers::new);

    assertEquals(
        List.of("held", "up to 10", "timer 10@10", "up to 11", "timer 20@20", "up to 100"),
        calls.stream().filter(call -> call.matches("timer.*|held|up to.*")).toList());
  }

  @Test
  void theOutputWatermarkIsHeldByTheInstanceAndByItsHoldsAndTimers() throws Exception {
    watermark(50);
    act(host -> host.output(PLAIN).emit(at(60, "hold")));
    watermark(100);
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void open(StageHost newHost) throws Exception {
                super.open(newHost);
                newHost.holds(TRANSFORM).add(A, 30);
                newHost.holds(TRANSFORM).add(A, 20);
                newHost.timers(TRANSFORM, KEYS).named("", "id", EVENT_TIME).set(A, FIRST, 49, 10);
              }

              @Override
              public void timer(TimerFiring firing) throws Exception {
                super.timer(firing);
                host.holds(TRANSFORM).remove(A, 20);
              }

              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                host.holds(TRANSFORM).remove(A, 30);
              }

              @Override
              public long hold() {
                return host.inputWatermark() < 100 ? 45 : NONE;
              }

              @Override
              public long timerHold() {
                return NONE;
              }
            });

    // With the timer its hold at 10 goes, and the one at 20; then the one at 30.
    assertEquals(
        List.of("watermark 30", "watermark 45", "watermark 100", "watermark MAX"),
        sunk.stream().filter(call -> call.startsWith("watermark")).toList());
  }

  @Test
  void whatATimerEmitsAtItsOutputTimeComesBeforeTheWatermarkPassesThat() throws Exception {
    element(1, "10");
    watermark(40);
    run(
        () ->
            new Timing(EVENT_TIME) {
              @Override
              public void timer(TimerFiring firing) throws Exception {
                super.timer(firing);
                host.output(OUTPUT).emit(at(firing.outputTime(), "from timer"));
              }
            });

    assertTrue(sunk.indexOf("element from timer") < sunk.indexOf("watermark 40"), sunk::toString);
  }

  @Test
  void whatABundleEmitsAtItsEndComesBeforeTheWatermarkPassesItsElements() throws Exception {
    act(
        host -> {
          host.output(PLAIN).emit(at(5, "a"));
          host.output(PLAIN).emit(at(6, "b"));
        });
    watermark(40);
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void finishBundle() throws Exception {
                if (bundleOpen()) {
                  host.output(OUTPUT).emit(at(5, "from finish"));
                }
                super.finishBundle();
              }

              @Override
              public boolean emitsAtFinishBundle() {
                return true;
              }
            });

    assertTrue(sunk.indexOf("element from finish") < sunk.indexOf("watermark 40"), sunk::toString);
  }

  @Test
  void aBundleEndsWhenInputRunsDry() throws Exception {
    element(1, "a");
    mark("rest");
    element(2, "b");
    mark("rest");
    run(() -> new RecordingInstance(calls));

    assertCalls(
        "open",
        "element a",
        "finish",
        "rest",
        "element b",
        "finish",
        "rest",
        "watermark MAX",
        "close");
  }

  @Test
  void aTimerIsNotPendingWhenItFires() throws Exception {
    element(1, "10");
    watermark(11);
    AtomicInteger fired = new AtomicInteger();
    run(
        () ->
            new Timing(EVENT_TIME) {
              @Override
              public void timer(TimerFiring firing) throws Exception {
                super.timer(firing);
                assertEquals(NONE, host.minimumHold());
                if (fired.incrementAndGet() < 3) {
                  set(A, firing.id(), firing.time());
                }
              }
            });

    assertEquals(3, fired.get());
  }

  /** Emits numbers, some at each call. */
  private class Counting extends RecordingInstance {
    private final int count;
    private int next;

    Counting(int count) {
      super(calls);
      this.count = count;
    }

    @Override
    public Progress advance(int maxElements) {
      assertTrue(maxElements > 0, "elements to emit: " + maxElements);
      for (int i = 0; i < maxElements && next < count; i++) {
        host.output(OUTPUT).emit(at(next, next++));
      }
      return next < count ? Progress.MORE : Progress.DONE;
    }

    @Override
    public long hold() {
      return next < count ? next : NONE;
    }
  }

  @Test
  void workOfItsOwnGoesOnUntilTheInstanceSaysThatItIsDone() throws Exception {
    run(() -> new Counting(1_000));

    List<String> elements = sunk.stream().filter(call -> call.startsWith("element")).toList();
    assertEquals(1_000, elements.size());
    assertEquals("element 999", elements.get(999));
    assertTrue(sunk.indexOf("element 999") < sunk.indexOf("watermark MAX"));
  }

  @Test
  void anInstanceThatWasDoneIsAskedAgainAfterAnElement() throws Exception {
    element(1, "a");
    element(2, "b");
    run(
        () ->
            new RecordingInstance(calls) {
              private int work;

              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                work = 3;
              }

              @Override
              public Progress advance(int maxElements) {
                if (work > 0) {
                  work--;
                  host.output(OUTPUT).emit(at(10, "work"));
                }
                return work > 0 ? Progress.MORE : Progress.DONE;
              }
            });

    assertEquals(6, sunk.stream().filter("element work"::equals).count());
  }

  @Test
  void whatAwaitsQuiescenceIsAskedWhenEverythingElseHasComeToRest() throws Exception {
    AtomicInteger under = new AtomicInteger();
    act(
        host -> {
          under.set(100);
          for (int i = 0; i < 100; i++) {
            host.output(PLAIN).emit(at(1, "a"));
          }
        });
    act(host -> assertEquals(0, under.get()));
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                under.decrementAndGet();
              }
            });

    assertEquals(0, under.get());
  }

  @Test
  void anInstanceIsDrainedOnceAndGoesOn() throws Exception {
    element(1, "a");
    act(host -> job.drain());
    act(host -> job.drain());
    element(2, "b");
    run(() -> new RecordingInstance(calls));

    assertEquals(1, calls.stream().filter("drain"::equals).count());
    assertTrue(calls.indexOf("drain") < calls.indexOf("element b"), calls::toString);
    assertEquals("close", calls.get(calls.size() - 1));
  }

  @Test
  void anInstanceIsToldOfASideInputThatItAwaits() throws Exception {
    PCollectionView<Iterable<Integer>> view =
        Pipeline.create().apply(Create.empty(VarIntCoder.of())).apply(View.asIterable());
    element(1, "a");
    mark("waiting");
    act(
        host ->
            host.sideInputs()
                .publish(
                    view, GlobalWindow.INSTANCE, PaneInfo.ON_TIME_AND_ONLY_FIRING, List.of(1)));
    mark("published");
    List<Boolean> ready = new ArrayList<>();
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                ready.add(host.sideInputs().ready(view, GlobalWindow.INSTANCE));
                host.sideInputs().await(view, GlobalWindow.INSTANCE);
              }

              @Override
              public void sideInputReady(PCollectionView<?> of, BoundedWindow window)
                  throws Exception {
                super.sideInputReady(of, window);
                ready.add(host.sideInputs().ready(of, window));
              }
            });

    assertEquals(
        List.of("waiting", "side input", "published"),
        calls.stream().filter(call -> call.matches("waiting|side input|published")).toList());
    assertEquals(List.of(false, true), ready);
  }

  private Throwable failing(RecordingInstance instance) {
    return assertThrows(Throwable.class, () -> run(() -> instance));
  }

  @Test
  void anInstanceThatFailsToOpenIsClosedAndNothingElse() {
    element(1, "a");
    Throwable failure =
        failing(
            new RecordingInstance(calls) {
              @Override
              public void open(StageHost newHost) throws Exception {
                super.open(newHost);
                throw new IllegalStateException("deliberate");
              }
            });

    assertCauseIsDeliberate(failure);
    assertCalls("open", "close");
  }

  @Test
  void anInstanceThatFailsIsClosedAndNothingElse() {
    element(1, "a");
    element(2, "b");
    watermark(10);
    Throwable failure =
        failing(
            new RecordingInstance(calls) {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                throw new IllegalStateException("deliberate");
              }
            });

    assertCauseIsDeliberate(failure);
    assertCalls("open", "element a", "close");
  }

  @Test
  void anInstanceThatFailsToEndItsBundleIsClosedAndNothingElse() {
    element(1, "a");
    Throwable failure =
        failing(
            new RecordingInstance(calls) {
              @Override
              public void finishBundle() throws Exception {
                if (bundleOpen()) {
                  super.finishBundle();
                  throw new IllegalStateException("deliberate");
                }
              }
            });

    assertCauseIsDeliberate(failure);
    assertCalls("open", "element a", "finish", "close");
  }

  private static void assertCauseIsDeliberate(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertEquals("deliberate", cause.getMessage());
  }
}
