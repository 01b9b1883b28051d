/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.cold.SortedMapStores;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.host.contract.CellContract;
import dev.millrace.execution.host.contract.TableContract;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rows that are in a store for most of the time are as rows on the heap. */
class ColdCellsTest {
  private static final KeySpace KEYS =
      new KeySpace(StringUtf8Coder.of(), IntervalWindow.getCoder());
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Namespace FIRST = window(0);
  private static final Namespace SECOND = window(10);

  @TempDir private Path directory;
  private ColdTiers tiers;
  private ColdTier tier;
  private InstanceRows rows;
  private HeapKeyedState state;
  private int made;

  private static Namespace window(long start) {
    return Namespace.of(new IntervalWindow(new Instant(start), new Instant(start + 10)));
  }

  @BeforeEach
  void open() {
    open(1_000);
  }

  private void open(long heapBytes) {
    tiers = ColdTiers.open(new SortedMapStores(), directory, heapBytes, 0);
    tier = tiers.tier(1, 0);
    rows = new InstanceRows(tier);
    state = state(KEYS);
  }

  private HeapKeyedState state(KeySpace keys) {
    return new HeapKeyedState(
        "transform" + made++, keys, Budgets.ample(), RestoredState.nothing(), rows, null);
  }

  @AfterEach
  void close() {
    state.close();
    tier.close();
    tiers.close();
  }

  @Nested
  class Tables extends TableContract {
    @Override
    protected KeyedState state() {
      return state;
    }
  }

  @Nested
  class Cells extends CellContract {
    @Override
    protected KeyedState state() {
      return state;
    }
  }

  @ParameterizedTest
  @MethodSource("dev.millrace.execution.embedded.storage.TableKinds#kinds")
  void whateverIsDoneAndWheneverItIsRestoredTablesAreAsPlainOnesHaveThem(TableKinds.Kind kind) {
    for (long heapBytes : new long[] {0, 500, 3_000}) {
      for (long seed = 0; seed < 4; seed++) {
        close();
        open(heapBytes);
        CheckedTables checked =
            new CheckedTables(
                kind, Budgets.ample(), () -> new InstanceRows(tiers.tier(1, made++)), seed);
        for (int round = 0; round < 20; round++) {
          int steps = checked.random.nextInt(150);
          for (int i = 0; i < steps; i++) {
            checked.step();
          }
          switch (checked.random.nextInt(6)) {
            case 0 -> {
              checked.restore();
              checked.check();
            }
            case 1, 2 -> {
              checked.fallBack();
              checked.check();
            }
            case 3 -> checked.check();
            default -> checked.barrier();
          }
        }
        checked.restore();
        checked.check();
        checked.state.close();
      }
    }
  }

  @Test
  void theHeapHasFewRowsAndTheTableHasThemAll() {
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 1_000; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(i);
    }
    assertTrue(tier.size() < 10, () -> tier.size() + " rows");
    assertEquals(1_000, state.size());
    assertEquals(1, state.namespaces());
    for (int i = 0; i < 1_000; i++) {
      assertEquals(i, table.cell(KEYER.key("key" + i), FIRST).read());
      assertNull(table.existing(KEYER.key("key" + i), SECOND));
    }
  }

  @Test
  void rowsOfAmpleBudgetStay() {
    close();
    open(10_000_000);
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 1_000; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(i);
    }
    assertEquals(1_000, tier.size());
  }

  @Test
  void whatIsUsedOftenStays() {
    close();
    open(20_000);
    List<String> decoded = new ArrayList<>();
    Table<Cell.Value<String>> table =
        state.values("value", new RecordingCoder(new ArrayList<>(), decoded));
    Key often = KEYER.key("often");
    table.cell(often, FIRST).write("often");
    for (int i = 0; i < 1_000; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write("value");
      assertEquals("often", table.cell(often, FIRST).read());
    }
    assertFalse(decoded.contains("often"));
  }

  @Test
  void aBagThatGrowsMakesRoomForItself() {
    close();
    open(100_000);
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 100; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(i);
    }
    int before = tier.size();
    Table<Cell.Bag<String>> bags = state.bags("bag", StringUtf8Coder.of());
    for (int i = 0; i < 5_000; i++) {
      bags.cell(KEYER.key("bag"), FIRST).add("element " + i);
    }
    assertTrue(tier.size() < before / 2, () -> tier.size() + " rows after " + before);
    assertEquals(5_000, CheckedTables.all(bags.cell(KEYER.key("bag"), FIRST).read()).size());
  }

  @Test
  void keptCellsFindWhatHasLeft() {
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    Table<Cell.Bag<Integer>> bags = state.bags("bag", VarIntCoder.of());
    List<Cell.Value<Integer>> kept = new ArrayList<>();
    List<Cell.Bag<Integer>> keptBags = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Key key = KEYER.key("key" + i);
      kept.add(table.cell(key, FIRST));
      keptBags.add(bags.cell(key, FIRST));
    }
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 100; i++) {
        kept.get(i).write(i + round);
        keptBags.get(i).add(round);
        bags.cell(KEYER.key("other" + i), SECOND).add(i);
      }
    }
    for (int i = 0; i < 100; i++) {
      assertEquals(i + 2, kept.get(i).read());
      assertEquals(List.of(0, 1, 2), CheckedTables.all(keptBags.get(i).read()));
      kept.get(i).clear();
      assertNull(table.existing(KEYER.key("key" + i), FIRST));
    }
  }

  @Test
  void iterablesStayWhatTheyWere() {
    Table<Cell.Bag<Integer>> bags = state.bags("bag", VarIntCoder.of());
    bags.cell(KEYER.key("a"), FIRST).add(1);
    Iterable<Integer> read = bags.cell(KEYER.key("a"), FIRST).read();
    for (int i = 0; i < 100; i++) {
      bags.cell(KEYER.key("key" + i), FIRST).add(i);
    }
    bags.cell(KEYER.key("a"), FIRST).add(2);
    assertEquals(List.of(1), CheckedTables.all(read));
  }

  @Test
  void aClearedNamespaceIsGoneFromTheStore() {
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    for (int i = 0; i < 200; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(i);
      table.cell(KEYER.key("key" + i), SECOND).write(-i);
    }
    table.clear(FIRST);
    assertEquals(200, state.size());
    assertEquals(List.of(), CheckedTables.all(table.keys(FIRST)));
    assertNull(table.existing(KEYER.key("key7"), FIRST));
    assertEquals(-7, table.cell(KEYER.key("key7"), SECOND).read());
    table.cell(KEYER.key("key7"), FIRST).write(7);
    assertEquals(1, CheckedTables.all(table.keys(FIRST)).size());
  }

  @Test
  void clearingOneTableLeavesTheOther() {
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    Table<Cell.Value<Integer>> other = state.values("other", VarIntCoder.of());
    for (int i = 0; i < 200; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(i);
      other.cell(KEYER.key("key" + i), FIRST).write(-i);
    }
    table.clear(FIRST);
    assertEquals(200, state.size());
    for (int i = 0; i < 200; i++) {
      assertNull(table.cell(KEYER.key("key" + i), FIRST).read());
      assertEquals(-i, other.cell(KEYER.key("key" + i), FIRST).read());
    }
  }

  @Test
  void drainingHandsOutEverythingOnce() {
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    Table<Cell.Value<Integer>> other = state.values("other", VarIntCoder.of());
    for (int i = 0; i < 300; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(i);
    }
    Map<String, Integer> drained = new TreeMap<>();
    table.drain(
        FIRST,
        (key, cell) -> {
          // So that others leave meanwhile.
          other.cell(key, FIRST).write(1);
          other.cell(KEYER.key("x" + drained.size()), SECOND).write(2);
          assertNull(drained.put((String) key.value(), cell.read()));
        });
    assertEquals(300, drained.size());
    assertEquals(299, drained.get("key299"));
    assertEquals(List.of(), CheckedTables.all(table.keys(FIRST)));
    assertEquals(600, state.size());
    assertNull(table.cell(KEYER.key("key5"), FIRST).read());
  }

  @Test
  void whatComesToMoreTablesThanBitsIsKeptAsWell() {
    List<Table<Cell.Value<Integer>>> tables = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      tables.add(state.values("value" + i, VarIntCoder.of()));
    }
    Random random = new Random(1);
    int[][] expected = new int[10][70];
    for (int i = 0; i < 10_000; i++) {
      int key = random.nextInt(10);
      int table = random.nextInt(70);
      Cell.Value<Integer> cell = tables.get(table).cell(KEYER.key("key" + key), FIRST);
      assertEquals(expected[key][table] == 0 ? null : (Integer) expected[key][table], cell.read());
      int value = random.nextInt(3);
      cell.write(value == 0 ? null : (Integer) value);
      expected[key][table] = value;
    }
  }

  @Test
  void timersStayOnTheHeapAndTheirCellsGo() {
    HeapTimers timers = new HeapTimers(new Holds(), RestoredState.nothing(), rows, null);
    Table<Cell.Value<Integer>> table = state.values("value", VarIntCoder.of());
    TimerQueue queue = timers.queue("transform0", KEYS);
    TimerQueue.Named named = queue.named("family", "id", TimeDomain.EVENT_TIME);
    for (int i = 0; i < 200; i++) {
      Key key = KEYER.key("key" + i);
      table.cell(key, FIRST).write(i);
      named.set(key, FIRST, i, i);
    }
    assertTrue(tier.size() < 10);
    assertEquals(200, timers.size());
    for (int i = 0; i < 100; i++) {
      var fired = timers.pollEventTime(1_000);
      Cell.Value<Integer> cell = table.cell(fired.requireKey(), FIRST);
      assertEquals((int) fired.time(), cell.read());
      cell.clear();
    }
    assertEquals(100, state.size());
    queue.clear(FIRST);
    assertEquals(0, timers.size());
    assertEquals(100, state.size());
    table.clear(FIRST);
    assertEquals(0, state.size());
  }

  @Test
  void tablesShowTheirKeysWhereverTheyAre() {
    Table<Cell.Value<Long>> table = state.values("value", VarLongCoder.of());
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 100; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write(1L);
      expected.add("key" + i);
    }
    for (int i = 0; i < 100; i += 3) {
      table.cell(KEYER.key("key" + i), FIRST).clear();
      expected.remove("key" + i);
    }
    List<String> keys = new ArrayList<>();
    table.keys(FIRST).forEach(key -> keys.add((String) key.value()));
    assertEquals(expected.size(), keys.size());
    assertEquals(expected, new TreeSet<>(keys));
  }

  @Test
  void whatIsOnlyReadIsNotWrittenAgain() {
    List<String> encoded = new ArrayList<>();
    Table<Cell.Value<String>> table =
        state.values("value", new RecordingCoder(encoded, new ArrayList<>()));
    for (int i = 0; i < 1_000; i++) {
      table.cell(KEYER.key("key" + i), FIRST).write("value" + i);
    }
    for (int i = 0; i < 100; i++) {
      table.cell(KEYER.key("warm" + i), FIRST).write("warm");
    }
    encoded.clear();
    for (int i = 0; i < 900; i++) {
      assertEquals("value" + i, table.cell(KEYER.key("key" + i), FIRST).read());
    }
    // But for some to find out how large they are.
    long written = encoded.stream().filter(value -> value.startsWith("value")).count();
    assertTrue(written < 50, () -> written + " were encoded");
  }

  @Test
  void whatCannotBeEncodedSaysWhatItIs() {
    Table<Cell.Value<String>> table = state.values("value", new RefusingCoder());
    StageFailure failure =
        assertThrows(
            StageFailure.class,
            () -> {
              for (int i = 0; i < 100; i++) {
                table.cell(KEYER.key("key" + i), FIRST).write("secret" + i);
              }
            });
    assertTrue(failure.getMessage().contains("transform0"), failure::getMessage);
    assertTrue(failure.getMessage().contains("secret"), failure::getMessage);
  }

  @Test
  void theDirectoryGoesWithTheJobOrWithTheNextProcess() throws IOException {
    try (Stream<Path> paths = Files.list(directory)) {
      assertEquals(1, paths.count());
    }
    Path left = Files.createDirectories(directory.resolve("millrace-state-left/stage-1-0"));
    Files.createFile(left.resolveSibling("LOCKED"));
    Files.createFile(left.resolve("data"));
    ColdTiers others = ColdTiers.open(new SortedMapStores(), directory, 1_000, 0);
    assertFalse(Files.exists(left.getParent()));
    try (Stream<Path> paths = Files.list(directory)) {
      assertEquals(2, paths.count());
    }
    others.close();
    tiers.close();
    try (Stream<Path> paths = Files.list(directory)) {
      assertEquals(0, paths.count());
    }
  }
}
