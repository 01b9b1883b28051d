/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.A;
import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.KEYS;
import static dev.millrace.execution.host.contract.Samples.MIN;
import static dev.millrace.execution.watermark.Holds.NONE;
import static org.apache.beam.sdk.state.TimeDomain.EVENT_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.WorkQueue;
import dev.millrace.translation.graph.Stage;
import dev.millrace.translation.graph.StageGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.MetricName;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of {@link StageHost}, beyond what its parts have of their own. */
@Timeout(60)
public abstract class StageHostContract extends HostContract {
  private static final MetricName COUNT = MetricName.named("test", "count");

  /** Does something with its host at each element. */
  private StageInstance atElements(Consumer<StageHost> action) {
    return new RecordingInstance(calls) {
      @Override
      public void element(int collection, @Nullable Key key, WindowedValue<?> element)
          throws Exception {
        super.element(collection, key, element);
        action.accept(host);
      }
    };
  }

  @Test
  void optionsAreThoseOfThePipeline() throws Exception {
    List<PipelineOptions> seen = new ArrayList<>();
    element(1, "a");
    run(() -> atElements(host -> seen.add(host.options())));

    assertEquals(1, seen.size());
    assertSame(options, seen.get(0));
  }

  @Test
  void instancesAreNumberedAndKnowHowManyTheyAre() throws Exception {
    ConcurrentSkipListSet<String> numbers = new ConcurrentSkipListSet<>();
    for (int i = 0; i < 60; i++) {
      keyed(1, "key " + i, "a");
    }
    run(3, () -> atElements(host -> numbers.add(host.instance() + " of " + host.parallelism())));

    assertEquals(new TreeSet<>(List.of("0 of 3", "1 of 3", "2 of 3")), numbers);
  }

  @Test
  void elementsOfOneKeyComeToOneInstance() throws Exception {
    ConcurrentSkipListSet<String> owners = new ConcurrentSkipListSet<>();
    for (int i = 0; i < 60; i++) {
      keyed(1, "key " + i % 20, "a");
    }
    run(
        3,
        () ->
            new QuietInstance() {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
                owners.add(key.value() + " in " + host.instance());
              }
            });

    assertEquals(20, owners.size(), owners::toString);
  }

  @Test
  void whatNobodyConsumesIsDropped() throws Exception {
    element(1, "a");
    run(() -> atElements(host -> host.output(UNREAD).emit(at(1, "dropped"))));

    assertEquals(List.of("open", "watermark MAX", "close"), List.copyOf(sunk));
  }

  @Test
  void whatIsEmittedLikeATemplateHasItsTimestampAndWindows() throws Exception {
    element(7, "a");
    run(() -> atElements(host -> host.output(OUTPUT).emit("like it", at(7, "template"))));

    assertTrue(sunk.contains("element like it"), sunk::toString);
  }

  @Test
  void stateIsFoundAgainByTransform() throws Exception {
    List<String> read = new ArrayList<>();
    element(1, "a");
    element(2, "b");
    run(
        () ->
            atElements(
                host -> {
                  var mine = host.state(TRANSFORM, KEYS).values("id", StringUtf8Coder.of());
                  var others = host.state("Other", KEYS).values("id", StringUtf8Coder.of());
                  read.add(mine.cell(A, FIRST).read() + " " + others.cell(A, FIRST).read());
                  mine.cell(A, FIRST).write("mine");
                }));

    assertEquals(List.of("null null", "mine null"), read);
  }

  @Test
  void theInputWatermarkIsThereBeforeItsTimersFire() throws Exception {
    List<Long> seen = new ArrayList<>();
    element(1, "a");
    watermark(40);
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void open(StageHost newHost) throws Exception {
                super.open(newHost);
                seen.add(newHost.inputWatermark());
              }

              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
                host.timers(TRANSFORM, KEYS).named("", "id", EVENT_TIME).set(A, FIRST, 10, 10);
              }

              @Override
              public void timer(TimerFiring firing) {
                seen.add(host.inputWatermark());
              }

              @Override
              public void inputWatermark(long millis) throws Exception {
                super.inputWatermark(millis);
                assertEquals(millis, host.inputWatermark());
              }
            });

    assertEquals(List.of(MIN, 40L), seen);
  }

  @Test
  void theOutputWatermarkIsTheOneThatConsumersHaveBeenSent() throws Exception {
    List<Long> seen = new ArrayList<>();
    element(1, "a");
    watermark(10);
    element(11, "b");
    watermark(20);
    element(21, "c");
    run(
        () ->
            atElements(
                host -> {
                  seen.add(host.outputWatermark());
                  host.holds(TRANSFORM).add(A, 15 + seen.size());
                  host.holds(TRANSFORM).remove(A, 15 + seen.size());
                  if (seen.size() == 2) {
                    host.holds(TRANSFORM).add(A, 15);
                  } else if (seen.size() == 3) {
                    host.holds(TRANSFORM).remove(A, 15);
                  }
                }));

    assertEquals(List.of(MIN, 10L, 15L), seen);
  }

  @Test
  void processingTimeMovesForTheWholeJob() throws Exception {
    List<Long> passed = new ArrayList<>();
    element(1, "a");
    clock(5);
    element(2, "b");
    clock(7);
    element(3, "c");
    long[] first = new long[1];
    run(
        () ->
            atElements(
                host -> {
                  if (passed.isEmpty()) {
                    first[0] = host.processingTime();
                  }
                  passed.add(host.processingTime() - first[0]);
                  assertTrue(host.synchronizedProcessingTime() <= host.processingTime());
                }));

    assertEquals(List.of(0L, 5L, 12L), passed);
  }

  @Test
  void theTimeForMeasuringNeverFalls() throws Exception {
    element(1, "a");
    run(
        () ->
            atElements(
                host -> {
                  long before = host.nanoTime();
                  for (int i = 0; i < 1_000; i++) {
                    long now = host.nanoTime();
                    assertTrue(now - before >= 0);
                    before = now;
                  }
                }));
  }

  @Test
  void theTimeOfDayIsNotForMoving() throws Exception {
    AtomicInteger refused = new AtomicInteger();
    Stage stage = new Stage(0, "alone", List.of(), false);
    StageGraph graph = new StageGraph(List.of(stage), List.of(), Map.of(), List.of());
    host()
        .start(
            graph,
            1,
            options,
            each ->
                new QuietInstance() {
                  @Override
                  public Progress advance(int maxElements) {
                    if (movesByItself()) {
                      assertThrows(
                          IllegalStateException.class, () -> host.advanceProcessingTime(1));
                    }
                    refused.incrementAndGet();
                    return Progress.DONE;
                  }
                })
        .await();

    assertTrue(refused.get() > 0);
  }

  /** Whether a job without a test stream is on the time of day. */
  protected boolean movesByItself() {
    return true;
  }

  @Test
  void whatFollowsACutIsMarkedAsCausedByADrain() throws Exception {
    List<CausedByDrain> causes = new ArrayList<>();
    element(1, "10");
    element(1, "20");
    watermark(11);
    act(
        host -> {
          host.cutShort();
          host.cutShort();
        });
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element) {
                String time = (String) element.getValue();
                host.timers(TRANSFORM, KEYS)
                    .named("", time, EVENT_TIME)
                    .set(A, FIRST, Long.parseLong(time), NONE);
              }

              @Override
              public void timer(TimerFiring firing) {
                causes.add(firing.drain());
              }
            });

    assertEquals(List.of(CausedByDrain.NORMAL, CausedByDrain.CAUSED_BY_DRAIN), causes);
  }

  @Test
  void workIsSharedByTheInstancesOfAStage() throws Exception {
    AtomicInteger made = new AtomicInteger();
    ConcurrentSkipListSet<Integer> taken = new ConcurrentSkipListSet<>();
    run(
        3,
        () ->
            new QuietInstance() {
              private WorkQueue<Integer> work;

              @Override
              public void open(StageHost newHost) throws Exception {
                super.open(newHost);
                work =
                    newHost.sharedWork(
                        TRANSFORM,
                        VarIntCoder.of(),
                        () -> {
                          made.incrementAndGet();
                          return List.of(1, 2, 3, 4);
                        });
              }

              @Override
              public Progress advance(int maxElements) {
                Integer item = work.poll();
                if (item == null) {
                  return work.exhausted() ? Progress.DONE : Progress.IDLE;
                }
                assertTrue(taken.add(item), "taken twice: " + item);
                work.done();
                return Progress.MORE;
              }

              @Override
              public long hold() {
                return work.earliest();
              }
            });

    assertEquals(1, made.get());
    assertEquals(new TreeSet<>(List.of(1, 2, 3, 4)), taken);
  }

  @Test
  void callBacksComeAfterTheBundleUnlessTheyHaveExpired() throws Exception {
    element(1, "a");
    element(2, "b");
    run(
        () ->
            new RecordingInstance(calls) {
              @Override
              public void element(int collection, @Nullable Key key, WindowedValue<?> element)
                  throws Exception {
                super.element(collection, key, element);
                long now = host.processingTime();
                host.afterBundle(
                    Instant.ofEpochMilli(now + 1_000_000),
                    () -> calls.add("called for " + element.getValue()));
                host.afterBundle(Instant.ofEpochMilli(now - 1), () -> calls.add("expired"));
              }
            });

    assertEquals(
        List.of(
            "open",
            "element a",
            "finish",
            "called for a",
            "element b",
            "finish",
            "called for b",
            "watermark MAX",
            "close"),
        List.copyOf(calls));
  }

  @Test
  void aCallBackThatFailsDoesNoHarm() throws Exception {
    element(1, "a");
    run(
        () ->
            atElements(
                host ->
                    host.afterBundle(
                        Instant.ofEpochMilli(host.processingTime() + 1_000_000),
                        () -> {
                          throw new IllegalStateException("deliberate");
                        })));

    assertEquals("close", calls.get(calls.size() - 1));
  }

  @Test
  void theMetricsOfAStepAreOneObjectInEveryBundle() throws Exception {
    List<Object> seen = new ArrayList<>();
    element(1, "a");
    element(2, "b");
    run(
        () ->
            atElements(
                host -> {
                  seen.add(host.metrics(TRANSFORM));
                  host.metrics(TRANSFORM).getCounter(COUNT).inc();
                  seen.add(host.metrics("Other"));
                }));

    assertSame(seen.get(0), seen.get(2));
    assertSame(seen.get(1), seen.get(3));
    assertTrue(seen.get(0) != seen.get(1), "one object for two steps");
  }
}
