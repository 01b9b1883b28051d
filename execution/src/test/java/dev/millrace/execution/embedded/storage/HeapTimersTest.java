package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.harness.TimerSetting;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeapTimersTest {
  private static final Keyer KEYER = new Keyer(VarIntCoder.of(), "test");
  private final Holds holds = new Holds();
  private final HeapTimers timers = new HeapTimers(holds);
  private final TimerQueue queue = timers.queue("t");

  @Test
  void aTimerFiresOnlyOnceTheClockIsAfterItsTime() {
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 10));
    TimerSetting.set(queue, timer("a", TimeDomain.PROCESSING_TIME, 10, 10));
    assertNull(timers.pollEventTime(10));
    assertNull(timers.pollProcessingTime(10));
    assertNotNull(timers.pollEventTime(11));
    assertNotNull(timers.pollProcessingTime(11));
    assertEquals(0, timers.size());
  }

  @Test
  void timersFireInTheOrderOfTimeOverAllKeysAndTransforms() {
    TimerQueue other = timers.queue("other");
    TimerSetting.set(queue, timer("t", 1, "a", TimeDomain.EVENT_TIME, 30, 30));
    TimerSetting.set(other, timer("other", 2, "a", TimeDomain.EVENT_TIME, 20, 20));
    TimerSetting.set(queue, timer("t", 2, "a", TimeDomain.EVENT_TIME, 10, 10));
    assertEquals(10, timers.nextEventTime());
    assertEquals(List.of(10L, 20L, 30L), times(100));
  }

  @Test
  void timersOfEqualTimeFireInTheOrderOfSetting() {
    for (String id : List.of("c", "a", "d", "b")) {
      TimerSetting.set(queue, timer(id, TimeDomain.EVENT_TIME, 10, 10));
    }
    TimerSetting.set(queue, timer("c", TimeDomain.EVENT_TIME, 10, 9));
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 10));
    List<String> ids = new ArrayList<>();
    for (TimerFiring next; (next = timers.pollEventTime(11)) != null; ) {
      ids.add(next.id());
    }
    assertEquals(List.of("a", "d", "b", "c"), ids);
  }

  @Test
  void settingAgainReplacesTimeAndHold() {
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 5));
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 20, 15));
    assertEquals(1, timers.size());
    assertEquals(20, timers.nextEventTime());
    assertEquals(15, holds.minimum());
  }

  @Test
  void settingAgainWithAnotherOutputTimeOnlyMovesTheHold() {
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 5));
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 7));
    assertEquals(7, holds.minimum());
    assertEquals(7, timers.pollEventTime(11).outputTime());
    assertEquals(Holds.NONE, holds.minimum());
  }

  @Test
  void aTimerSetInTheFiringOfAnotherTakesItsPlace() {
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 10));
    TimerSetting.set(queue, timer("b", TimeDomain.EVENT_TIME, 30, 30));
    assertEquals("a", timers.pollEventTime(100).id());
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 20, 20));
    assertEquals(List.of(20L, 30L), times(100));
  }

  @Test
  void deletingReleasesTheHold() {
    TimerSetting.set(queue, timer("a", TimeDomain.EVENT_TIME, 10, 5));
    queue.named("", "other", TimeDomain.EVENT_TIME).delete(KEYER.key(0), Namespace.GLOBAL);
    queue.named("", "a", TimeDomain.PROCESSING_TIME).delete(KEYER.key(0), Namespace.GLOBAL);
    assertEquals(1, timers.size());
    queue.named("", "a", TimeDomain.EVENT_TIME).delete(KEYER.key(0), Namespace.GLOBAL);
    assertEquals(0, timers.size());
    assertEquals(Holds.NONE, holds.minimum());
    assertEquals(Long.MAX_VALUE, timers.nextEventTime());
  }

  @Test
  void aTimerWithoutAHoldAndWithoutAKeyIsATimer() {
    TimerSetting.set(queue, firing("t", null, "a", TimeDomain.PROCESSING_TIME, 10, Holds.NONE));
    assertEquals(Holds.NONE, holds.minimum());
    assertEquals(10, timers.nextProcessingTime());
    queue.named("", "a", TimeDomain.PROCESSING_TIME).delete(null, Namespace.GLOBAL);
    assertEquals(0, timers.size());
  }

  @Test
  void synchronizedProcessingTimeTimersGoByATimeOfTheirOwn() {
    TimerSetting.set(queue, timer("a", TimeDomain.PROCESSING_TIME, 10, 10));
    TimerSetting.set(queue, timer("b", TimeDomain.SYNCHRONIZED_PROCESSING_TIME, 5, 10));
    assertEquals(10, timers.nextProcessingTime());
    assertEquals(5, timers.nextSynchronizedTime());
    assertEquals("a", timers.pollProcessingTime(11).id());
    assertNull(timers.pollSynchronizedTime(5));
    assertEquals("b", timers.pollSynchronizedTime(6).id());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void randomSchedulesMatchANaiveModel(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    long eventClock = 0;
    long processingClock = 0;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2, 3 -> {
          TimerFiring spec = random(random, eventClock);
          TimerSetting.set(timers.queue(spec.transform()), spec);
          model.set(spec);
        }
        case 4 -> {
          TimerFiring spec = random(random, eventClock);
          TimerSetting.delete(timers.queue(spec.transform()), spec);
          model.delete(spec);
        }
        case 5 -> eventClock += random.nextInt(20);
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

  private List<Long> times(long watermark) {
    List<Long> times = new ArrayList<>();
    for (TimerFiring next; (next = timers.pollEventTime(watermark)) != null; ) {
      times.add(next.time());
    }
    return times;
  }

  private static TimerFiring random(Random random, long now) {
    long time = now + random.nextInt(100) - 10;
    return firing(
        "t" + random.nextInt(2),
        KEYER.key(random.nextInt(5)),
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
    return firing(transform, KEYER.key(key), id, domain, time, outputTime);
  }

  private static TimerFiring firing(
      String transform,
      @Nullable Key key,
      String id,
      TimeDomain domain,
      long time,
      long outputTime) {
    return new TimerFiring(
        transform, key, Namespace.GLOBAL, "", id, domain, time, outputTime, CausedByDrain.NORMAL);
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
                  && timer.id().equals(spec.id())
                  && timer.domain() == spec.domain());
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
