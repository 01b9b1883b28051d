/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.harness.TimerSetting;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.host.contract.TimerQueueContract;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTimersTest extends TimerQueueContract {
  private static final Keyer KEYER = new Keyer(VarIntCoder.of(), "test");

  private final Holds holds = new Holds();
  private final HeapTimers timers =
      new HeapTimers(holds, RestoredState.nothing(), new InstanceRows(), null);
  private final TimerQueue queue = timers.queue("t", KeySpace.SINGLE);

  @Override
  protected Timers timers() {
    return new Timers() {
      @Override
      public TimerQueue queue(String transform) {
        return timers.queue(transform, KeySpace.SINGLE);
      }

      @Override
      public long hold() {
        return holds.minimum();
      }

      @Override
      public void fire(TimeDomain domain, long now, Consumer<TimerFiring> firing) {
        for (TimerFiring next; (next = poll(domain, now)) != null; ) {
          firing.accept(next);
        }
      }
    };
  }

  private @Nullable TimerFiring poll(TimeDomain domain, long now) {
    return switch (domain) {
      case EVENT_TIME -> timers.pollEventTime(now);
      case PROCESSING_TIME -> timers.pollProcessingTime(now);
      case SYNCHRONIZED_PROCESSING_TIME -> timers.pollSynchronizedTime(now);
    };
  }

  @Test
  void tellsHowManyTimersArePendingAndWhenTheNextIsDueInEachDomain() {
    assertEquals(Long.MAX_VALUE, timers.nextEventTime());
    assertEquals(Long.MAX_VALUE, timers.nextProcessingTime());
    assertEquals(Long.MAX_VALUE, timers.nextSynchronizedTime());
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 10));
    TimerSetting.set(queue, timer("b", TimeDomain.EVENT_TIME, 20, 20));
    TimerSetting.set(queue, timer("a", TimeDomain.PROCESSING_TIME, 7, 10));
    TimerSetting.set(queue, timer("a", TimeDomain.SYNCHRONIZED_PROCESSING_TIME, 5, 10));
    assertEquals(4, timers.size());
    assertEquals(10, timers.nextEventTime());
    assertEquals(7, timers.nextProcessingTime());
    assertEquals(5, timers.nextSynchronizedTime());
    queue.clear(Namespace.GLOBAL);
    assertEquals(0, timers.size());
    assertEquals(Long.MAX_VALUE, timers.nextEventTime());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomSchedulesMatchANaiveModel(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    long eventClock = 0;
    long processingClock = 0;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(9)) {
        case 0, 1, 2, 3 -> {
          TimerFiring spec = random(random, eventClock);
          TimerSetting.set(timers.queue(spec.transform(), KeySpace.SINGLE), spec);
          model.set(spec);
        }
        case 4 -> {
          TimerFiring spec = random(random, eventClock);
          TimerSetting.delete(timers.queue(spec.transform(), KeySpace.SINGLE), spec);
          model.delete(spec);
        }
        case 5 -> eventClock += random.nextInt(20);
        case 7 -> {
          TimerFiring spec = random(random, eventClock);
          timers.queue(spec.transform(), KeySpace.SINGLE).clear(spec.namespace());
          model.clear(spec);
        }
        case 6 -> processingClock += random.nextInt(20);
        default -> {
          assertEquals(
              model.poll(TimeDomain.EVENT_TIME, eventClock), timers.pollEventTime(eventClock));
          assertEquals(
              model.poll(TimeDomain.PROCESSING_TIME, processingClock),
              timers.pollProcessingTime(processingClock));
          assertEquals(
              model.poll(TimeDomain.SYNCHRONIZED_PROCESSING_TIME, processingClock),
              timers.pollSynchronizedTime(processingClock));
        }
      }
      assertEquals(model.pending.size(), timers.size());
      assertEquals(model.next(TimeDomain.EVENT_TIME), timers.nextEventTime());
      assertEquals(model.next(TimeDomain.PROCESSING_TIME), timers.nextProcessingTime());
      assertEquals(
          model.next(TimeDomain.SYNCHRONIZED_PROCESSING_TIME), timers.nextSynchronizedTime());
      assertEquals(model.minimumHold(), holds.minimum());
    }
    List<TimerFiring> shown = new ArrayList<>();
    timers.forEach(shown::add);
    assertEquals(model.pending.size(), shown.size());
    assertTrue(shown.containsAll(model.pending));
  }

  @Test
  void aMillionTimersAreSetDeletedAndFiredInOrder() {
    Random random = new Random(7);
    int count = 1_000_000;
    for (int i = 0; i < count; i++) {
      long time = random.nextInt(count);
      TimerSetting.set(queue, timer("t", i, "a", TimeDomain.EVENT_TIME, time, time));
    }
    for (int i = 0; i < count; i += 2) {
      queue.named("", "a", TimeDomain.EVENT_TIME).delete(KEYER.key(i), Namespace.GLOBAL);
    }
    assertEquals(count / 2, timers.size());
    long last = -1;
    for (TimerFiring next; (next = timers.pollEventTime(count)) != null; ) {
      assertTrue(next.time() >= last);
      last = next.time();
    }
    assertEquals(0, timers.size());
    assertEquals(Holds.NONE, holds.minimum());
  }

  @Test
  void clearingCostsWhatIsClearedHoweverManyTimersThereAre() {
    int count = 300_000;
    Namespace crowded = namespace(0);
    TimerQueue.Named named = queue.named("", "a", TimeDomain.PROCESSING_TIME);
    for (int i = 0; i < count; i++) {
      named.set(KEYER.key(i), crowded, i, i);
    }
    // If each of these looked at all timers the test would take hours.
    for (int i = 1; i < count; i++) {
      queue.clear(namespace(i));
      named.set(KEYER.key(i), namespace(i), i, i);
      queue.clear(namespace(i));
    }
    assertEquals(count, timers.size());
    queue.clear(crowded);
    assertEquals(0, timers.size());
    assertEquals(Holds.NONE, holds.minimum());
  }

  private static Namespace namespace(int number) {
    Instant start = Instant.ofEpochMilli(1_000L * number);
    return Namespace.of(new IntervalWindow(start, start.plus(Duration.millis(1_000))));
  }

  private static TimerFiring random(Random random, long now) {
    long time = now + random.nextInt(100) - 10;
    return firing(
        "t" + random.nextInt(2),
        KEYER.key(random.nextInt(5)),
        namespace(random.nextInt(4)),
        "id" + random.nextInt(3),
        TimeDomain.values()[random.nextInt(3)],
        time,
        random.nextInt(10) == 0 ? Holds.NONE : time - random.nextInt(5));
  }

  private static TimerFiring timer(String id, TimeDomain domain, long time, long outputTime) {
    return timer("t", 0, id, domain, time, outputTime);
  }

  private static TimerFiring timer(
      String transform, int key, String id, TimeDomain domain, long time, long outputTime) {
    return firing(transform, KEYER.key(key), Namespace.GLOBAL, id, domain, time, outputTime);
  }

  private static TimerFiring firing(
      String transform,
      @Nullable Key key,
      Namespace namespace,
      String id,
      TimeDomain domain,
      long time,
      long outputTime) {
    return new TimerFiring(
        transform, key, namespace, "", id, domain, time, outputTime, CausedByDrain.NORMAL);
  }

  /** All timers in one list, in the order of setting. */
  private static final class Model {
    final List<TimerFiring> pending = new ArrayList<>();

    void set(TimerFiring spec) {
      if (pending.contains(spec)) {
        return;
      }
      delete(spec);
      pending.add(spec);
    }

    void delete(TimerFiring spec) {
      pending.removeIf(
          timer ->
              timer.transform().equals(spec.transform())
                  && timer.key().equals(spec.key())
                  && timer.namespace().equals(spec.namespace())
                  && timer.id().equals(spec.id())
                  && timer.domain() == spec.domain());
    }

    void clear(TimerFiring spec) {
      pending.removeIf(
          timer ->
              timer.transform().equals(spec.transform())
                  && timer.namespace().equals(spec.namespace()));
    }

    @Nullable TimerFiring poll(TimeDomain domain, long now) {
      TimerFiring first =
          pending.stream()
              .filter(timer -> timer.domain() == domain && timer.time() < now)
              .min(Comparator.comparingLong(TimerFiring::time))
              .orElse(null);
      pending.remove(first);
      return first;
    }

    long next(TimeDomain domain) {
      return pending.stream()
          .filter(timer -> timer.domain() == domain)
          .mapToLong(TimerFiring::time)
          .min()
          .orElse(Long.MAX_VALUE);
    }

    long minimumHold() {
      return pending.stream().mapToLong(TimerFiring::outputTime).min().orElse(Holds.NONE);
    }
  }
}
