/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.contract.CellContract;
import dev.millrace.execution.host.contract.GroupsContract;
import dev.millrace.execution.host.contract.KeyedStateContract;
import dev.millrace.execution.host.contract.TableContract;
import dev.millrace.execution.keying.Keyer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map.Entry;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeapKeyedStateTest {
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Key A = KEYER.key("a");
  private static final Key B = KEYER.key("b");
  private static final Namespace WINDOW = Namespace.of(GlobalWindow.INSTANCE);

  private static final KeySpace KEYS =
      new KeySpace(StringUtf8Coder.of(), GlobalWindow.Coder.INSTANCE);
  private static final KeySpace NULLABLE_KEYS =
      new KeySpace(NullableCoder.of(StringUtf8Coder.of()), GlobalWindow.Coder.INSTANCE);

  private final HeapKeyedState state = state(KEYS, Budgets.ample());
  private final Table<Cell.Value<String>> values = state.values("value", StringUtf8Coder.of());

  private static HeapKeyedState state(KeySpace keys, Spilling spilling) {
    return new HeapKeyedState(
        "transform", keys, spilling, RestoredState.nothing(), new InstanceRows(), null);
  }

  @AfterEach
  void close() {
    state.close();
  }

  @Nested
  class Declarations extends KeyedStateContract {
    @Override
    protected KeyedState state() {
      return state;
    }
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

  @Nested
  class GroupsInMemory extends GroupsContract {
    private final HeapKeyedState inMemory =
        HeapKeyedStateTest.state(NULLABLE_KEYS, Budgets.ample());

    @Override
    protected KeyedState state() {
      return inMemory;
    }
  }

  @Nested
  class GroupsOnFile extends GroupsContract {
    @TempDir private Path directory;
    private HeapKeyedState onFile;

    @Override
    protected KeyedState state() {
      if (onFile == null) {
        onFile = HeapKeyedStateTest.state(NULLABLE_KEYS, Budgets.of(0, directory));
      }
      return onFile;
    }

    @AfterEach
    void closeFiles() {
      state();
      onFile.close();
    }
  }

  @Test
  void anEmptyCellTakesNoRoom() {
    Cell.Value<String> cell = values.cell(A, WINDOW);
    assertEquals(0, state.size());
    cell.write("x");
    assertEquals(1, state.size());
    cell.write(null);
    assertEquals(0, state.size());
  }

  @Test
  void aCellOfAnyKindTakesNoRoomOnceWhatWasInItIsRemoved() {
    Cell.Map<String, Integer> map =
        state.maps("map", StringUtf8Coder.of(), VarIntCoder.of()).cell(A, WINDOW);
    map.put("a", 1);
    map.remove("a");
    Cell.Multimap<String, Integer> multimap =
        state.multimaps("multimap", StringUtf8Coder.of(), VarIntCoder.of()).cell(A, WINDOW);
    multimap.put("a", 1);
    multimap.put("a", 2);
    multimap.remove("a");
    Cell.OrderedList<String> list =
        state.orderedLists("list", StringUtf8Coder.of()).cell(A, WINDOW);
    list.add(TimestampedValue.of("x", new Instant(20)));
    assertEquals(1, state.size());
    list.clearRange(new Instant(0), new Instant(100));
    assertEquals(0, state.size());
    assertEquals(0, state.namespaces());
  }

  @Test
  void aNamespaceIsGoneWithItsLastCell() {
    values.cell(A, WINDOW).write("x");
    values.cell(B, WINDOW).write("x");
    values.cell(A, WINDOW).clear();
    assertEquals(1, state.namespaces());
    values.cell(B, WINDOW).clear();
    assertEquals(0, state.namespaces());
  }

  @Test
  void readingLeavesNothingBehind() {
    values.cell(A, WINDOW).read();
    values.existing(A, WINDOW);
    values.keys(WINDOW);
    values.clear(WINDOW);
    assertEquals(0, state.namespaces());
  }

  @Test
  void cellsKeepTheVeryObjects() {
    String value = new String("x");
    values.cell(A, WINDOW).write(value);
    assertSame(value, values.cell(A, WINDOW).read());
  }

  @Test
  void whatAMapAnsweredDoesNotChange() {
    Cell.Map<String, Integer> map =
        state.maps("map", StringUtf8Coder.of(), VarIntCoder.of()).cell(A, WINDOW);
    map.put("a", 1);
    Iterable<Entry<String, Integer>> entries = map.entries();
    map.put("a", 2);
    map.put("b", 3);
    assertEquals("[a=1]", entries.toString());
    map.remove("a");
    map.remove("b");
    assertTrue(map.isEmpty());
    assertEquals(0, state.size());
  }

  @Test
  void whatAMultimapAnsweredDoesNotChange() {
    Cell.Multimap<String, Integer> multimap =
        state.multimaps("multimap", StringUtf8Coder.of(), VarIntCoder.of()).cell(A, WINDOW);
    multimap.put("a", 1);
    Iterable<Integer> ofA = multimap.get("a");
    Iterable<String> keys = multimap.keys();
    Iterable<Entry<String, Integer>> entries = multimap.entries();
    multimap.put("a", 2);
    multimap.put("b", 3);
    multimap.remove("a");
    assertEquals("[1]", ofA.toString());
    assertEquals("[a]", keys.toString());
    assertEquals("[a=1]", entries.toString());
    assertFalse(multimap.containsKey("a"));
    multimap.remove("b");
    assertEquals(0, state.size());
  }

  @Test
  void whatAnOrderedListAnsweredDoesNotChange() {
    Cell.OrderedList<String> list =
        state.orderedLists("list", StringUtf8Coder.of()).cell(A, WINDOW);
    TimestampedValue<String> late = TimestampedValue.of("late", new Instant(20));
    TimestampedValue<String> early = TimestampedValue.of("early", new Instant(10));
    list.add(late);
    Iterable<TimestampedValue<String>> before = list.range(new Instant(0), new Instant(100));
    list.add(early);
    assertEquals(List.of(late), ImmutableList.copyOf(before));
    assertEquals(
        List.of(early, late), ImmutableList.copyOf(list.range(new Instant(10), new Instant(21))));
    assertEquals(
        List.of(early), ImmutableList.copyOf(list.range(new Instant(10), new Instant(20))));
    list.clearRange(new Instant(0), new Instant(100));
    assertEquals(0, state.size());
  }

  @Test
  void readingTheFirstOfALongOrderedListCopiesNoneOfTheRest() {
    Cell.OrderedList<String> list =
        state.orderedLists("list", StringUtf8Coder.of()).cell(A, WINDOW);
    int values = 1 << 14;
    for (int i = 0; i < values; i++) {
      list.add(TimestampedValue.of("value", new Instant(i)));
    }

    Runnable look = () -> list.range(new Instant(0), new Instant(values)).iterator().next();
    look.run(); // loads classes
    long bytes = ThreadAllocations.during(look);

    assertTrue(bytes < values, () -> bytes + " bytes");
  }

  @Test
  void anErrorNamesTheTransform() {
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> state.values("value", VarIntCoder.of()));
    assertTrue(thrown.getMessage().contains("transform"), thrown.getMessage());
  }
}
