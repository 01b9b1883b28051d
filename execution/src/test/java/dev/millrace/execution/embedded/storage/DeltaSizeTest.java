/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint has what has changed, and little else. */
class DeltaSizeTest {
  private static final KeySpace SPACE =
      new KeySpace(StringUtf8Coder.of(), IntervalWindow.getCoder());
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Key KEY = KEYER.key("a");
  private static final Namespace WINDOW =
      Namespace.of(new IntervalWindow(new Instant(0), new Instant(100)));

  private final InstanceRows rows = new InstanceRows();
  private final ChangeLog log = new ChangeLog();
  private final HeapKeyedState state =
      new HeapKeyedState("t", SPACE, Budgets.ample(), RestoredState.nothing(), rows, log);
  private StateImage all = new StateImage();

  /** Counts operations by their kind. */
  private static final class Counts implements StateSink {
    final Map<String, Integer> counts = new TreeMap<>();

    private void count(String kind) {
      counts.merge(kind, 1, Integer::sum);
    }

    @Override
    public void put(StateId id, int group, byte[] key, byte[] value) {
      count("put");
    }

    @Override
    public void append(StateId id, int group, byte[] key, byte[] value) {
      count("append");
    }

    @Override
    public void delete(StateId id, int group, byte[] key) {
      count("delete");
    }

    @Override
    public void deletePrefix(StateId id, int group, byte[] prefix) {
      count("deletePrefix");
    }
  }

  private Map<String, Integer> capture() {
    log.freeze();
    return rest();
  }

  private Map<String, Integer> rest() {
    assertTrue(log.capture(Slice.whole()));
    StateImage delta = log.complete();
    delta.writeDelta(all);
    Counts counts = new Counts();
    delta.writeDelta(counts);
    return counts.counts;
  }

  private HeapKeyedState restored() {
    StateImage settled = new StateImage();
    all.writeDelta(settled);
    return new HeapKeyedState(
        "t",
        SPACE,
        Budgets.ample(),
        RestoredState.of(settled, 0, 1, Keyer.KEY_GROUPS),
        new InstanceRows(),
        null);
  }

  @Test
  void ofManyKeysThoseThatChange() {
    Table<Cell.Value<Integer>> values = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 1_000; i++) {
      values.cell(KEYER.key("key" + i), WINDOW).write(i);
    }
    assertEquals(Map.of("put", 1_000), capture());
    assertEquals(Map.of(), capture());
    values.cell(KEYER.key("key7"), WINDOW).read();
    assertEquals(Map.of(), capture());
    values.cell(KEYER.key("key7"), WINDOW).write(-7);
    values.cell(KEYER.key("key8"), WINDOW).clear();
    values.cell(KEYER.key("new"), WINDOW).write(1);
    values.cell(KEYER.key("new"), WINDOW).clear();
    assertEquals(Map.of("put", 1, "delete", 1), capture());
  }

  @Test
  void ofAMapTheKeysThatChange() {
    Cell.Map<Integer, String> map =
        state.maps("map", VarIntCoder.of(), StringUtf8Coder.of()).cell(KEY, WINDOW);
    for (int i = 0; i < 1_000; i++) {
      map.put(i, "value");
    }
    capture();
    map.put(7, "other");
    map.remove(8);
    assertEquals(Map.of("put", 1, "delete", 1), capture());
  }

  @Test
  void ofBagsAndMultimapsWhatIsAdded() {
    Cell.Bag<String> bag = state.bags("bag", StringUtf8Coder.of()).cell(KEY, WINDOW);
    Cell.Multimap<Integer, String> multimap =
        state.multimaps("multimap", VarIntCoder.of(), StringUtf8Coder.of()).cell(KEY, WINDOW);
    for (int i = 0; i < 1_000; i++) {
      bag.add("x".repeat(100));
      multimap.put(i % 2, "x".repeat(100));
    }
    capture();
    long before = all.bytes();
    bag.add("y");
    multimap.put(1, "y");
    assertEquals(Map.of("put", 2), capture());
    assertTrue(all.bytes() - before < 200, () -> all.bytes() - before + " bytes");
    multimap.remove(0);
    assertEquals(Map.of("deletePrefix", 1), capture());
    Cell.Bag<String> restored = restored().bags("bag", StringUtf8Coder.of()).cell(KEY, WINDOW);
    assertEquals(CheckedTables.all(bag.read()), CheckedTables.all(restored.read()));
  }

  @Test
  void ofAnOrderedListTheTimesThatChange() {
    Cell.OrderedList<String> list =
        state.orderedLists("list", StringUtf8Coder.of()).cell(KEY, WINDOW);
    for (int i = 0; i < 1_000; i++) {
      list.add(TimestampedValue.of("x", new Instant(i)));
    }
    capture();
    list.add(TimestampedValue.of("y", new Instant(10)));
    list.clearRange(new Instant(20), new Instant(22));
    assertEquals(Map.of("put", 1, "deletePrefix", 3), capture());
  }

  @Test
  void aWindowIsDroppedByOneOperationForEachKeyGroup() {
    Table<Cell.Value<Integer>> values = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 5_000; i++) {
      values.cell(KEYER.key("key" + i), WINDOW).write(i);
      values.cell(KEYER.key("key" + i), Namespace.GLOBAL).write(i);
    }
    capture();
    values.clear(WINDOW);
    assertEquals(Map.of("deletePrefix", Keyer.KEY_GROUPS), capture());
    // What is in rows with others is no different.
    state.bags("bag", StringUtf8Coder.of());
    values.clear(Namespace.GLOBAL);
    assertEquals(Map.of("deletePrefix", Keyer.KEY_GROUPS), capture());
    assertEquals(0, restored().size());
  }

  @Test
  void aWindowThatIsDroppedWhileItIsCapturedIsInThatCheckpoint() {
    Table<Cell.Value<Integer>> values = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 1_000; i++) {
      values.cell(KEYER.key("key" + i), WINDOW).write(i);
    }
    log.freeze();
    log.capture(Slice.ofSteps(100));
    Cell.Value<Integer> kept = values.cell(KEYER.key("key5"), WINDOW);
    values.clear(WINDOW);
    values.cell(KEYER.key("key7"), WINDOW).write(-7);
    assertNull(kept.read());
    assertEquals(Map.of("put", 1_000), rest());
    assertEquals(1_000, restoredKeys().size());
    capture();
    assertEquals(List.of("key7"), restoredKeys());
  }

  private List<Object> restoredKeys() {
    List<Object> keys = new ArrayList<>();
    restored().values("value", VarIntCoder.of()).keys(WINDOW).forEach(key -> keys.add(key.value()));
    return keys;
  }

  @Test
  void whatIsChangedInPlaceWhileItIsCapturedIsAsItWasAtTheBarrier() {
    ListCoder<String> coder = ListCoder.of(StringUtf8Coder.of());
    Table<Cell.Value<List<String>>> values = state.values("value", coder);
    values.cell(KEY, WINDOW).write(new ArrayList<>(List.of("before")));
    log.freeze();
    List<String> value = values.cell(KEY, WINDOW).read();
    value.add("after");
    values.cell(KEY, WINDOW).write(value);
    rest();
    assertEquals(List.of("before"), restored().values("value", coder).cell(KEY, WINDOW).read());
    capture();
    assertEquals(
        List.of("before", "after"), restored().values("value", coder).cell(KEY, WINDOW).read());
  }

  @Test
  void whatIsRestoredHasNotChanged() {
    state.bags("bag", StringUtf8Coder.of()).cell(KEY, WINDOW).add("a");
    state.groups("groups", StringUtf8Coder.of(), VarIntCoder.of()).add(KEY, WINDOW, 1);
    capture();
    ChangeLog next = new ChangeLog();
    HeapKeyedState after =
        new HeapKeyedState(
            "t",
            SPACE,
            Budgets.ample(),
            RestoredState.of(all, 0, 1, Keyer.KEY_GROUPS),
            new InstanceRows(),
            next);
    Cell.Bag<String> bag = after.bags("bag", StringUtf8Coder.of()).cell(KEY, WINDOW);
    Groups<String, Integer> groups = after.groups("groups", StringUtf8Coder.of(), VarIntCoder.of());
    next.freeze();
    next.capture(Slice.whole());
    assertTrue(next.complete().states().isEmpty());
    bag.clear();
    groups.clear(WINDOW);
    next.freeze();
    next.capture(Slice.whole());
    next.complete().writeDelta(all);
    assertEquals(0, restored().size());
    HeapKeyedState empty = restored();
    assertEquals(0, empty.size());
    assertTrue(
        empty.groups("groups", StringUtf8Coder.of(), VarIntCoder.of()).namespaces().isEmpty());
  }

  @Test
  void ofGroupsWhatIsAdded(@TempDir Path directory) {
    for (long budget : new long[] {0, Long.MAX_VALUE}) {
      all = new StateImage();
      HeapKeyedState tested =
          new HeapKeyedState(
              "t",
              SPACE,
              Budgets.of(budget, directory),
              RestoredState.nothing(),
              new InstanceRows(),
              log);
      Groups<String, Integer> groups =
          tested.groups("groups", StringUtf8Coder.of(), VarIntCoder.of());
      for (int i = 0; i < 200; i++) {
        groups.add(KEYER.key("key" + i), WINDOW, i);
      }
      assertEquals(Map.of("put", 200), capture());
      assertEquals(Map.of(), capture());
      groups.add(KEYER.key("key7"), WINDOW, -7);
      assertEquals(Map.of("put", 1), capture());
      List<Integer> values = new ArrayList<>();
      restored()
          .groups("groups", StringUtf8Coder.of(), VarIntCoder.of())
          .drain(
              WINDOW,
              (key, its) -> {
                if (key.equals("key7")) {
                  its.forEach(values::add);
                }
              });
      assertEquals(List.of(7, -7), values);
      groups.drain(WINDOW, (key, its) -> {});
      Map<String, Integer> dropped = capture();
      assertEquals(1, dropped.size());
      assertTrue(dropped.get("deletePrefix") <= Keyer.KEY_GROUPS);
      tested.close();
    }
  }

  @Test
  void aLargeGroupIsCapturedLittleByLittleWhileMoreComes() {
    Groups<String, Integer> groups = state.groups("groups", StringUtf8Coder.of(), VarIntCoder.of());
    for (int i = 0; i < 1_000; i++) {
      groups.add(KEYER.key("key" + i % 100), WINDOW, i);
    }
    log.freeze();
    assertFalse(log.capture(Slice.ofSteps(10)));
    for (int i = 0; i < 200; i++) {
      groups.add(KEYER.key("key" + i), WINDOW, -1);
    }
    assertEquals(Map.of("put", 100), rest());
    int[] count = {0};
    restored()
        .groups("groups", StringUtf8Coder.of(), VarIntCoder.of())
        .drain(WINDOW, (key, values) -> count[0] += CheckedTables.all(values).size());
    assertEquals(1_000, count[0]);
    assertEquals(Map.of("put", 200), capture());
  }

  @Test
  void ofTimersThoseThatAreSetAndThoseThatAreGone() {
    HeapTimers timers = new HeapTimers(new Holds(), RestoredState.nothing(), rows, log);
    TimerQueue.Named named = timers.queue("t", SPACE).named("", "id", TimeDomain.EVENT_TIME);
    for (int i = 0; i < 1_000; i++) {
      named.set(KEYER.key("key" + i), WINDOW, i, i);
    }
    assertEquals(Map.of("put", 1_000), capture());
    named.set(KEYER.key("key7"), WINDOW, 7, 7);
    assertEquals(Map.of(), capture());
    named.set(KEYER.key("key7"), WINDOW, 5_000, 5_000);
    named.delete(KEYER.key("key8"), WINDOW);
    named.set(KEYER.key("new"), WINDOW, 1, 1);
    named.delete(KEYER.key("new"), WINDOW);
    log.freeze();
    named.set(KEYER.key("key7"), WINDOW, 6_000, 6_000);
    assertEquals(0, timers.pollEventTime(10).time());
    assertEquals(Map.of("put", 1, "delete", 1), rest());
    assertEquals(Map.of("put", 1, "delete", 1), capture());
    StateImage settled = new StateImage();
    all.writeDelta(settled);
    HeapTimers after =
        new HeapTimers(
            new Holds(),
            RestoredState.of(settled, 0, 1, Keyer.KEY_GROUPS),
            new InstanceRows(),
            null);
    after.queue("t", SPACE);
    assertEquals(timers.size(), after.size());
    assertEquals(1, after.nextEventTime());
  }

  @Test
  void ofHoldsThoseOfTheKeyGroupsThatHaveChanged() {
    KeyedHolds holds = new KeyedHolds(new Holds(), true);
    holds.add(0, 10);
    holds.add(1, 10);
    holds.add(1, 20);
    Counts counts = new Counts();
    CapturedHolds.captureChanges("t", holds, counts);
    assertEquals(Map.of("put", 3, "deletePrefix", 2), counts.counts);
    StateImage image = new StateImage();
    CapturedHolds.captureChanges("t", holds, image);
    assertTrue(image.states().isEmpty());
    holds.add(0, 5);
    Counts more = new Counts();
    CapturedHolds.captureChanges("t", holds, more);
    assertEquals(Map.of("put", 2, "deletePrefix", 1), more.counts);
  }
}
