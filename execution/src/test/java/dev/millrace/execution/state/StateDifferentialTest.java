/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.common.collect.ImmutableList;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.InstanceRows;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.beam.runners.core.InMemoryStateInternals;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContexts;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random operations on every kind of state: ours must answer what Beam's in-memory state does. */
class StateDifferentialTest {
  private static final int STEPS = 5_000;
  private static final List<StateNamespace> NAMESPACES =
      List.of(
          StateNamespaces.global(),
          StateNamespaces.window(GlobalWindow.Coder.INSTANCE, GlobalWindow.INSTANCE),
          StateNamespaces.windowAndTrigger(GlobalWindow.Coder.INSTANCE, GlobalWindow.INSTANCE, 0),
          StateNamespaces.windowAndTrigger(GlobalWindow.Coder.INSTANCE, GlobalWindow.INSTANCE, 1),
          StateNamespaces.window(
              IntervalWindow.getCoder(), new IntervalWindow(new Instant(0), new Instant(10))));

  private final Keyer keyer = new Keyer(StringUtf8Coder.of(), "test");
  private final HeapKeyedState tables =
      new HeapKeyedState(
          "test",
          KeySpace.SINGLE,
          Budgets.ample(),
          RestoredState.nothing(),
          new InstanceRows(),
          null);
  private final KeyedHolds holds = new KeyedHolds(new Holds(), false);
  private final Map<String, InMemoryStateInternals<String>> oracles = new HashMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private final List<Answered> answered = new ArrayList<>();

  static Stream<Arguments> kindsAndSeeds() {
    return StateOperations.kinds().stream()
        .flatMap(kind -> Stream.of(1L, 2L, 3L).map(seed -> Arguments.of(kind, seed)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndSeeds")
  <S extends State> void userStateAnswersWhatBeamsInMemoryStateDoes(
      StateOperations.Kind<S> kind, long seed) {
    if (kind.isWatermarkHold()) {
      return; // users cannot declare one
    }
    UserState user =
        new UserState(
            tables, Map.of("id", kind.tag().getSpec()), StateContexts.<BoundedWindow>nullContext());
    run(
        kind,
        seed,
        (key, namespace) -> {
          user.target(key, Namespaces.fromBeam(namespace));
          @SuppressWarnings("unchecked") // declared with the kind's own specification
          S state = (S) user.state("id");
          return state;
        });
  }

  @ParameterizedTest
  @MethodSource("kindsAndSeeds")
  <S extends State> void stateInternalsAnswerWhatBeamsInMemoryStateDoes(
      StateOperations.Kind<S> kind, long seed) {
    TableStateInternals internals = new TableStateInternals(tables, holds);
    StateTag<S> tag = StateTags.makeSystemTagInternal(kind.tag());
    run(
        kind,
        seed,
        (key, namespace) -> {
          internals.key(key);
          return internals.state(namespace, tag);
        });
  }

  private <S extends State> void run(StateOperations.Kind<S> kind, long seed, Access<S> access) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      String key = "key" + random.nextInt(3);
      StateNamespace namespace = NAMESPACES.get(random.nextInt(NAMESPACES.size()));
      StateOperations.Operation<S> operation =
          kind.operations().get(random.nextInt(kind.operations().size()));
      int a = random.nextInt(6);
      int b = random.nextInt(6);
      String where = kind + ", seed " + seed + ", step " + step + ": " + key + " " + namespace;
      Object expected = operation.run(oracle(key).state(namespace, kind.tag()), a, b);
      Object actual = operation.run(access.state(keyer.key(key), namespace), a, b);
      compare(where, expected, actual);
      if (random.nextInt(10) == 0) {
        readDeferred();
      }
      if (kind.isWatermarkHold()) {
        assertEquals(earliestHold(kind.tag()), holds.minimum(), where);
      }
    }
    readDeferred();
    answered.forEach(Answered::check);
    for (String key : oracles.keySet()) {
      for (StateNamespace namespace : NAMESPACES) {
        access.state(keyer.key(key), namespace).clear();
      }
    }
    assertEquals(0, tables.size(), "cells left over");
    assertEquals(Holds.NONE, holds.minimum());
  }

  private void compare(String where, Object expected, Object actual) {
    if (actual instanceof ReadableState<?> deferred) {
      pending.add(new Pending(where, (ReadableState<?>) expected, deferred));
      return;
    }
    assertEquals(StateOperations.plain(expected), StateOperations.plain(actual), where);
    if (actual instanceof Iterable<?> iterable) {
      answered.add(new Answered(where, iterable, ImmutableList.copyOf(iterable)));
    }
  }

  private void readDeferred() {
    for (Pending read : pending) {
      compare(read.where, read.expected.read(), read.actual.read());
    }
    pending.clear();
  }

  private InMemoryStateInternals<String> oracle(String key) {
    return oracles.computeIfAbsent(key, InMemoryStateInternals::forKey);
  }

  private <S extends State> long earliestHold(StateTag<S> tag) {
    long earliest = Holds.NONE;
    for (InMemoryStateInternals<String> oracle : oracles.values()) {
      for (StateNamespace namespace : NAMESPACES) {
        Instant hold = ((WatermarkHoldState) oracle.state(namespace, tag)).read();
        earliest = hold == null ? earliest : Math.min(earliest, hold.getMillis());
      }
    }
    return earliest;
  }

  private interface Access<S extends State> {
    S state(Key key, StateNamespace namespace);
  }

  private record Pending(String where, ReadableState<?> expected, ReadableState<?> actual) {}

  private record Answered(String where, Iterable<?> answer, List<?> then) {
    void check() {
      assertEquals(then, ImmutableList.copyOf(answer), () -> "changed since " + where);
    }
  }
}
