/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
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
import java.util.Objects;
import java.util.Random;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for timers holds as well if they are written down and restored all the time. */
class RestoredTimersTest extends TimerQueueContract {
  private static final KeySpace KEYS =
      new KeySpace(StringUtf8Coder.of(), IntervalWindow.getCoder());
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");

  private final RestoringTimers restoring = new RestoringTimers(KEYS);

  @Override
  protected Timers timers() {
    return restoring;
  }

  private static Namespace window(int number) {
    return Namespace.of(
        new IntervalWindow(new Instant(100L * number), new Instant(100L * number + 100)));
  }

  /** The timers of one instance of several. */
  private static final class Instance {
    final Holds holds = new Holds();
    final ChangeLog log = new ChangeLog();
    final HeapTimers timers;
    final StateImage before;

    Instance(StateImage image, int instance, int parallelism) {
      before = image;
      timers =
          new HeapTimers(
              holds,
              RestoredState.of(image, instance, parallelism, Keyer.KEY_GROUPS),
              new InstanceRows(),
              log);
      timers.queue("t", KEYS);
    }

    TimerQueue.Named named(TimeDomain domain) {
      return timers.queue("t", KEYS).named("family", "id", domain);
    }
  }

  private static List<Instance> restored(List<Instance> before, int parallelism) {
    StateImage image = new StateImage();
    if (!before.isEmpty()) {
      before.get(0).before.writeDelta(image);
    }
    for (int i = 0; i < before.size(); i++) {
      ChangeLog log = before.get(i).log;
      log.freeze();
      before.get(i).timers.captureKeyless(i, log.captured());
      log.capture(Slice.whole());
      StateImage delta = log.complete();
      delta.writeDelta(image);
      delta.copyUngrouped(image);
    }
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < parallelism; i++) {
      instances.add(new Instance(image, i, parallelism));
    }
    return instances;
  }

  private static List<Instance> fresh(int parallelism) {
    return restored(List.of(), parallelism);
  }

  @Test
  void eachInstanceHasTheTimersWithoutAKeyOfAllInstancesBefore() {
    List<Instance> before = fresh(3);
    before.get(1).named(TimeDomain.EVENT_TIME).set(null, window(0), 10, 7);
    before.get(2).named(TimeDomain.PROCESSING_TIME).set(null, window(1), 20, 8);
    for (Instance instance : restored(before, 2)) {
      assertEquals(2, instance.timers.size());
      assertEquals(7, instance.holds.minimum());
      assertEquals(10, instance.timers.pollEventTime(100).time());
      assertEquals(8, instance.holds.minimum());
      assertEquals(20, instance.timers.pollProcessingTime(100).time());
    }
  }

  @Test
  void ofTheSameTimerWithoutAKeyOfSeveralInstancesTheEarliestStandsForAllAndHoldsForAll() {
    List<Instance> before = fresh(3);
    before.get(0).named(TimeDomain.EVENT_TIME).set(null, window(0), 30, 9);
    before.get(1).named(TimeDomain.EVENT_TIME).set(null, window(0), 10, 8);
    before.get(2).named(TimeDomain.EVENT_TIME).set(null, window(0), 20, 7);
    for (Instance instance : restored(restored(before, 4), 2)) {
      assertEquals(1, instance.timers.size());
      assertEquals(7, instance.holds.minimum());
      TimerFiring firing = instance.timers.pollEventTime(100);
      assertEquals(10, firing.time());
      assertEquals(7, firing.outputTime());
      assertNull(firing.key());
      assertEquals(Holds.NONE, instance.holds.minimum());
      assertNull(instance.timers.pollEventTime(100));
    }
  }

  @Test
  void timersSetAfterARestoreComeBehindThoseOfEqualTimeFromBefore() {
    List<Instance> before = fresh(2);
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Key key = KEYER.key("key" + i);
      keys.add(key);
      before.get(Keyer.owner(key, 2)).named(TimeDomain.EVENT_TIME).set(key, window(0), 10, 10);
    }
    Instance after = restored(before, 1).get(0);
    Key last = KEYER.key("last");
    after.named(TimeDomain.EVENT_TIME).set(last, window(0), 10, 10);
    after.named(TimeDomain.EVENT_TIME).set(keys.get(0), window(0), 10, 9);
    List<Key> fired = new ArrayList<>();
    for (TimerFiring next; (next = after.timers.pollEventTime(11)) != null; ) {
      fired.add(next.key());
    }
    assertEquals(List.of(last, keys.get(0)), fired.subList(99, 101));
    for (int owner = 0; owner < 2; owner++) {
      int of = owner;
      assertEquals(
          keys.subList(1, 100).stream().filter(key -> Keyer.owner(key, 2) == of).toList(),
          fired.subList(0, 99).stream().filter(key -> Keyer.owner(key, 2) == of).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whateverIsDoneAndHoweverManyInstancesThereAreTimersFireAsAListHasThem(long seed) {
    Random random = new Random(seed);
    int[] parallelisms = {1, 2, 3, 7};
    List<TimerFiring> model = new ArrayList<>();
    List<Instance> instances = fresh(3);
    long[] clocks = new long[TimeDomain.values().length];
    for (int step = 0; step < 5_000; step++) {
      TimeDomain domain = TimeDomain.values()[random.nextInt(clocks.length)];
      Key key = KEYER.key("key" + random.nextInt(20));
      Namespace namespace = random.nextInt(5) == 0 ? Namespace.GLOBAL : window(random.nextInt(3));
      Instance owner = instances.get(Keyer.owner(key, instances.size()));
      TimerQueue queue = owner.timers.queue("t", KEYS);
      String family = random.nextBoolean() ? "" : "family";
      switch (random.nextInt(10)) {
        case 0 -> {
          int parallelism = parallelisms[random.nextInt(parallelisms.length)];
          instances = restored(instances, parallelism);
        }
        case 1 -> {
          queue.named(family, "id", domain).delete(key, namespace);
          model.removeIf(timer -> isSame(timer, key, namespace, family, domain));
        }
        case 2 -> {
          long now = clocks[domain.ordinal()] += random.nextInt(20);
          for (Instance instance : instances) {
            assertFires(domain, now, instance, instances, model);
          }
        }
        default -> {
          // Few times, so that many are equal.
          long time = clocks[domain.ordinal()] + random.nextInt(6) * 5;
          long outputTime = random.nextInt(10) == 0 ? Holds.NONE : time - random.nextInt(5);
          TimerFiring set =
              new TimerFiring(
                  "t",
                  key,
                  namespace,
                  family,
                  "id",
                  domain,
                  time,
                  outputTime,
                  CausedByDrain.NORMAL);
          queue.named(family, "id", domain).set(key, namespace, time, outputTime);
          if (!model.contains(set)) {
            model.removeIf(timer -> isSame(timer, key, namespace, family, domain));
            model.add(set);
          }
        }
      }
      long hold = model.stream().mapToLong(TimerFiring::outputTime).min().orElse(Holds.NONE);
      assertEquals(
          hold,
          instances.stream().mapToLong(each -> each.holds.minimum()).min().orElse(Holds.NONE));
      assertEquals(model.size(), instances.stream().mapToInt(each -> each.timers.size()).sum());
    }
  }

  // Of equal times only those of one key have an order over instances that come together.
  private static void assertFires(
      TimeDomain domain, long now, Instance instance, List<Instance> all, List<TimerFiring> model) {
    List<TimerFiring> due =
        model.stream()
            .filter(timer -> timer.domain() == domain && timer.time() < now)
            .filter(timer -> all.get(Keyer.owner(timer.requireKey(), all.size())) == instance)
            .sorted(Comparator.comparingLong(TimerFiring::time))
            .toList();
    List<TimerFiring> fired = new ArrayList<>();
    for (TimerFiring next; (next = RestoringTimers.poll(instance.timers, domain, now)) != null; ) {
      fired.add(next);
    }
    assertEquals(
        due.stream().map(TimerFiring::time).toList(),
        fired.stream().map(TimerFiring::time).toList());
    for (TimerFiring each : due) {
      assertEquals(ofKey(due, each.key()), ofKey(fired, each.key()));
    }
    model.removeAll(due);
  }

  private static List<TimerFiring> ofKey(List<TimerFiring> firings, @Nullable Key key) {
    return firings.stream().filter(firing -> Objects.equals(firing.key(), key)).toList();
  }

  private static boolean isSame(
      TimerFiring timer, Key key, Namespace namespace, String family, TimeDomain domain) {
    return key.equals(timer.key())
        && timer.namespace().equals(namespace)
        && timer.family().equals(family)
        && timer.domain() == domain;
  }
}
