/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.A;
import static dev.millrace.execution.host.contract.Samples.B;
import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.SECOND;
import static dev.millrace.execution.watermark.Holds.NONE;
import static org.apache.beam.sdk.state.TimeDomain.EVENT_TIME;
import static org.apache.beam.sdk.state.TimeDomain.PROCESSING_TIME;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of {@link TimerQueue}, and of a host's firing what is in one. */
public abstract class TimerQueueContract {
  private static final String TRANSFORM = "t";

  /** Timers with clocks that stand still unless they are moved. */
  public interface Timers {

    /** The timers of {@code transform}, all of one instance; none pending at first. */
    TimerQueue queue(String transform);

    /** The earliest hold that pending timers have on the output watermark. */
    long hold();

    /** Moves the clock of {@code domain} to {@code now} and fires what is due by that. */
    void fire(TimeDomain domain, long now, Consumer<TimerFiring> firing);
  }

  /** The timers to test, the same for a whole test. */
  protected abstract Timers timers();

  private TimerQueue queue() {
    return timers().queue(TRANSFORM);
  }

  private static TimerFiring timer(
      @Nullable Key key, Namespace namespace, String id, TimeDomain domain, long time, long out) {
    return new TimerFiring(
        TRANSFORM, key, namespace, "", id, domain, time, out, CausedByDrain.NORMAL);
  }

  /** Sets the timer that fires as {@code firing}. */
  private void set(TimerFiring firing) {
    queue()
        .named(firing.family(), firing.id(), firing.domain())
        .set(firing.key(), firing.namespace(), firing.time(), firing.outputTime());
  }

  private void set(String id, long time, long outputTime) {
    set(timer(A, FIRST, id, EVENT_TIME, time, outputTime));
  }

  private void set(String id, long time) {
    set(id, time, time);
  }

  /** Fires what is due in event time; answers ids and times. */
  private List<String> fired(long watermark) {
    List<String> fired = new ArrayList<>();
    timers().fire(EVENT_TIME, watermark, firing -> fired.add(firing.id() + "@" + firing.time()));
    return fired;
  }

  private List<TimerFiring> firings(TimeDomain domain, long now) {
    List<TimerFiring> firings = new ArrayList<>();
    timers().fire(domain, now, firings::add);
    return firings;
  }

  @ParameterizedTest
  @EnumSource
  void aTimerIsDueOnceItsClockIsStrictlyAfterItsTime(TimeDomain domain) {
    set(timer(A, FIRST, "a", domain, 10, 10));
    assertEquals(List.of(), firings(domain, 9));
    assertEquals(List.of(), firings(domain, 10));
    assertEquals(1, firings(domain, 11).size());
    assertEquals(List.of(), firings(domain, 12));
  }

  @ParameterizedTest
  @EnumSource
  void eachDomainHasAClockOfItsOwn(TimeDomain domain) {
    for (TimeDomain each : TimeDomain.values()) {
      set(timer(A, FIRST, "a", each, 10, 10));
    }
    assertEquals(List.of(domain), firings(domain, 11).stream().map(TimerFiring::domain).toList());
  }

  @Test
  void aTimerFiresAsItWasSet() {
    TimerFiring keyed =
        new TimerFiring(
            TRANSFORM,
            A,
            new Namespace(FIRST.window(), 3),
            "family",
            "id",
            EVENT_TIME,
            10,
            5,
            CausedByDrain.NORMAL);
    TimerFiring unkeyed = timer(null, Namespace.GLOBAL, "id", EVENT_TIME, 11, NONE);
    set(keyed);
    set(unkeyed);
    assertEquals(List.of(keyed, unkeyed), firings(EVENT_TIME, 20));
  }

  @Test
  void timersOfOneNameAreThoseOfTheQueue() {
    TimerQueue.Named named = queue().named("family", "id", EVENT_TIME);
    named.set(A, FIRST, 10, 5);
    TimerFiring expected =
        new TimerFiring(
            TRANSFORM, A, FIRST, "family", "id", EVENT_TIME, 20, 15, CausedByDrain.NORMAL);
    set(expected);
    assertEquals(List.of(expected), firings(EVENT_TIME, 100));

    named.set(A, FIRST, 110, 110);
    queue().named("family", "id", EVENT_TIME).delete(A, FIRST);
    named.set(B, FIRST, 120, 120);
    queue().named("family", "id", EVENT_TIME).delete(B, FIRST);
    assertEquals(List.of(), firings(EVENT_TIME, 200));
  }

  @Test
  void timersFireInTheOrderOfTimeOverAllKeysAndWindows() {
    set(timer(A, SECOND, "a", EVENT_TIME, 30, 30));
    set(timer(B, FIRST, "b", EVENT_TIME, 20, 20));
    set(timer(null, FIRST, "c", EVENT_TIME, 25, 25));
    set(timer(A, FIRST, "d", EVENT_TIME, 10, 10));
    assertEquals(List.of("d@10", "b@20", "c@25", "a@30"), fired(100));
  }

  @Test
  void timersOfEqualTimeFireInTheOrderInWhichTheyWereSet() {
    for (String id : List.of("c", "a", "d", "b")) {
      set(id, 10);
    }
    assertEquals(List.of("c@10", "a@10", "d@10", "b@10"), fired(11));
  }

  @Test
  void settingAgainCountsAsSettingNow() {
    set("a", 10);
    set("b", 10);
    set("a", 20);
    set("a", 10);
    assertEquals(List.of("b@10", "a@10"), fired(11));
  }

  @Test
  void settingToWhatIsSetAlreadyChangesNothing() {
    set("a", 10, 5);
    set("b", 10, 5);
    set("a", 10, 5);
    assertEquals(List.of("a@10", "b@10"), fired(11));
  }

  @Test
  void settingAgainReplacesTimeAndHold() {
    set("a", 10, 5);
    set("a", 20, 15);
    assertEquals(15, timers().hold());
    assertEquals(List.of(), fired(20));
    assertEquals(List.of("a@20"), fired(21));
  }

  @Test
  void settingAgainWithAnotherOutputTimeMovesTheHold() {
    set("a", 10, 5);
    set("a", 10, 7);
    assertEquals(7, timers().hold());
    set("a", 10, NONE);
    assertEquals(NONE, timers().hold());
    set("a", 10, 3);
    assertEquals(3, timers().hold());
    assertEquals(3, firings(EVENT_TIME, 11).get(0).outputTime());
    assertEquals(NONE, timers().hold());
  }

  @ParameterizedTest
  @EnumSource
  void aPendingTimerHoldsTheOutputWatermarkAtItsOutputTime(TimeDomain domain) {
    set(timer(A, FIRST, "a", domain, 10, 7));
    set(timer(B, FIRST, "a", domain, 20, 5));
    assertEquals(5, timers().hold());
    firings(domain, 15);
    assertEquals(5, timers().hold());
    firings(domain, 21);
    assertEquals(NONE, timers().hold());
  }

  @Test
  void whatTellsTimersApartIsKeyNamespaceFamilyIdAndDomain() {
    List<TimerFiring> apart =
        List.of(
            timer(A, FIRST, "id", EVENT_TIME, 10, 10),
            timer(B, FIRST, "id", EVENT_TIME, 10, 10),
            timer(null, FIRST, "id", EVENT_TIME, 10, 10),
            timer(A, SECOND, "id", EVENT_TIME, 10, 10),
            timer(A, new Namespace(FIRST.window(), 0), "id", EVENT_TIME, 10, 10),
            timer(A, Namespace.GLOBAL, "id", EVENT_TIME, 10, 10),
            timer(A, FIRST, "other", EVENT_TIME, 10, 10),
            timer(A, FIRST, "id", PROCESSING_TIME, 10, 10),
            new TimerFiring(
                TRANSFORM, A, FIRST, "family", "id", EVENT_TIME, 10, 10, CausedByDrain.NORMAL));
    apart.forEach(this::set);
    List<TimerFiring> fired = new ArrayList<>(firings(EVENT_TIME, 11));
    fired.addAll(7, firings(PROCESSING_TIME, 11));
    assertEquals(apart, fired);
  }

  @Test
  void transformsHaveTimersOfTheirOwnInOneOrder() {
    set("a", 20);
    timers().queue("other").named("", "a", EVENT_TIME).set(A, FIRST, 10, 10);
    timers().queue("other").named("", "a", EVENT_TIME).set(B, FIRST, 30, 30);
    queue().named("", "a", EVENT_TIME).delete(B, FIRST);
    assertEquals(
        List.of("other", TRANSFORM, "other"),
        firings(EVENT_TIME, 100).stream().map(TimerFiring::transform).toList());
  }

  @Test
  void aTimerSetWhileOthersFireTakesItsPlaceAmongThem() {
    set("a", 10);
    set("b", 30);
    List<String> fired = new ArrayList<>();
    timers()
        .fire(
            EVENT_TIME,
            100,
            firing -> {
              fired.add(firing.id() + "@" + firing.time());
              if (firing.time() == 10) {
                set("c", 20);
                set("late", 5);
                set("not due", 100);
              }
            });
    assertEquals(List.of("a@10", "late@5", "c@20", "b@30"), fired);
    assertEquals(List.of("not due@100"), fired(101));
  }

  @Test
  void aTimerIsNotPendingAnyMoreWhenItFires() {
    set("a", 10, 5);
    set("b", 10, 8);
    List<String> fired = new ArrayList<>();
    timers()
        .fire(
            EVENT_TIME,
            11,
            firing -> {
              fired.add(firing.id());
              if (fired.size() == 1) {
                assertEquals(8, timers().hold());
                set("a", 10, 5);
              }
            });
    assertEquals(List.of("a", "b", "a"), fired);
  }

  @Test
  void aTimerDeletedWhileOthersFireDoesNotFire() {
    set("a", 10);
    set("b", 10);
    set("c", 20);
    List<String> fired = new ArrayList<>();
    timers()
        .fire(
            EVENT_TIME,
            100,
            firing -> {
              fired.add(firing.id());
              queue().named("", "b", EVENT_TIME).delete(A, FIRST);
            });
    assertEquals(List.of("a", "c"), fired);
  }

  @Test
  void aTimerThatIsDueWhenItIsSetFires() {
    assertEquals(List.of(), fired(100));
    set("a", 50);
    assertEquals(List.of("a@50"), fired(100));
  }

  @Test
  void deletingReleasesTheHold() {
    set("a", 10, 5);
    queue().named("", "a", EVENT_TIME).delete(A, FIRST);
    assertEquals(NONE, timers().hold());
    assertEquals(List.of(), fired(100));
  }

  @Test
  void deletingWhatIsNotPendingChangesNothing() {
    set("a", 10, 5);
    queue().named("", "a", EVENT_TIME).delete(B, FIRST);
    queue().named("", "a", EVENT_TIME).delete(A, SECOND);
    queue().named("family", "a", EVENT_TIME).delete(A, FIRST);
    queue().named("", "other", EVENT_TIME).delete(A, FIRST);
    queue().named("", "a", PROCESSING_TIME).delete(A, FIRST);
    assertEquals(5, timers().hold());
    assertEquals(List.of("a@10"), fired(11));
  }

  @Test
  void clearingANamespaceDeletesItsTimersOfAllKeysNamesAndDomains() {
    for (TimeDomain domain : TimeDomain.values()) {
      for (Key key : new Key[] {A, B, null}) {
        queue().named("", "id", domain).set(key, FIRST, 10, 5);
        queue().named("family", "id", domain).set(key, FIRST, 10, 5);
      }
    }
    queue().clear(FIRST);
    assertEquals(NONE, timers().hold());
    for (TimeDomain domain : TimeDomain.values()) {
      assertEquals(List.of(), firings(domain, 100));
    }
  }

  @Test
  void clearingANamespaceLeavesTheTimersOfOthers() {
    Namespace node = new Namespace(FIRST.window(), 0);
    set("cleared", 10, 5);
    set(timer(A, SECOND, "second", EVENT_TIME, 10, 6));
    set(timer(A, node, "node", EVENT_TIME, 10, 7));
    set(timer(A, Namespace.GLOBAL, "global", EVENT_TIME, 10, 8));
    timers().queue("other").named("", "other transform", EVENT_TIME).set(A, FIRST, 10, 9);
    queue().clear(FIRST);
    queue().clear(Namespace.of(Samples.window(7)));
    assertEquals(6, timers().hold());
    assertEquals(List.of("second@10", "node@10", "global@10", "other transform@10"), fired(11));
  }

  @Test
  void aNamespaceThatWasClearedCanHaveTimersAgain() {
    set("a", 10, 5);
    queue().clear(FIRST);
    set("a", 10, 5);
    assertEquals(5, timers().hold());
    assertEquals(List.of("a@10"), fired(11));
    queue().clear(FIRST);
  }

  @Test
  void aNamespaceMayBeClearedByOneOfItsTimers() {
    set("a", 10);
    set("b", 20);
    set(timer(B, SECOND, "c", EVENT_TIME, 30, 30));
    List<String> fired = new ArrayList<>();
    timers()
        .fire(
            EVENT_TIME,
            100,
            firing -> {
              fired.add(firing.id());
              queue().clear(firing.namespace());
            });
    assertEquals(List.of("a", "c"), fired);
    assertEquals(NONE, timers().hold());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void whateverIsDoneTimersAreAsAListHasThem(long seed) {
    Random random = new Random(seed);
    List<TimerFiring> model = new ArrayList<>();
    long[] clocks = new long[TimeDomain.values().length];
    for (int step = 0; step < 10_000; step++) {
      TimeDomain domain = TimeDomain.values()[random.nextInt(clocks.length)];
      long time = clocks[domain.ordinal()] + random.nextInt(100) - 10;
      TimerFiring some =
          timer(
              random.nextInt(8) == 0 ? null : Samples.key("key" + random.nextInt(5)),
              Namespace.of(Samples.window(random.nextInt(4))),
              "id" + random.nextInt(3),
              domain,
              time,
              random.nextInt(10) == 0 ? NONE : time - random.nextInt(5));
      switch (random.nextInt(12)) {
        case 0, 1 -> {
          queue().named("", some.id(), domain).delete(some.key(), some.namespace());
          model.removeIf(timer -> isSame(timer, some));
        }
        case 2 -> {
          if (random.nextInt(5) == 0) {
            queue().clear(some.namespace());
            model.removeIf(timer -> timer.namespace().equals(some.namespace()));
          }
        }
        case 3 -> {
          long now = clocks[domain.ordinal()] += random.nextInt(20);
          List<TimerFiring> due =
              model.stream()
                  .filter(timer -> timer.domain() == domain && timer.time() < now)
                  .sorted(Comparator.comparingLong(TimerFiring::time))
                  .toList();
          assertEquals(due, firings(domain, now));
          model.removeAll(due);
        }
        default -> {
          set(some);
          if (!model.contains(some)) {
            model.removeIf(timer -> isSame(timer, some));
            model.add(some);
          }
        }
      }
      long hold = model.stream().mapToLong(TimerFiring::outputTime).min().orElse(NONE);
      assertEquals(hold, timers().hold());
    }
  }

  private static boolean isSame(TimerFiring one, TimerFiring other) {
    return java.util.Objects.equals(one.key(), other.key())
        && one.namespace().equals(other.namespace())
        && one.id().equals(other.id())
        && one.domain() == other.domain();
  }
}
