package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.keying.Keyer;
import java.util.List;
import java.util.Map.Entry;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class HeapKeyedStateTest {
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Key A = KEYER.key("a");
  private static final Key B = KEYER.key("b");
  private static final Namespace WINDOW = Namespace.of(GlobalWindow.INSTANCE);

  private final HeapKeyedState state = new HeapKeyedState("transform", Budgets.ample());
  private final Table<Cell.Value<String>> values = state.values("value", StringUtf8Coder.of());
  private final Table<Cell.Bag<String>> bags = state.bags("bag", StringUtf8Coder.of());

  @Test
  void anEmptyCellTakesNoRoom() {
    Cell.Value<String> cell = values.cell(A, WINDOW);
    assertTrue(cell.isEmpty());
    assertNull(values.existing(A, WINDOW));

    cell.write("x");
    assertNotNull(values.existing(A, WINDOW));
    assertEquals(1, state.size());

    cell.clear();
    assertNull(values.existing(A, WINDOW));
    assertEquals(0, state.size());
  }

  @Test
  void aCellCanBeUsedAgainAfterBeingCleared() {
    Cell.Value<String> cell = values.cell(A, WINDOW);
    cell.write("x");
    cell.clear();
    cell.write("y");
    assertEquals("y", values.cell(A, WINDOW).read());
  }

  @Test
  void writingNullClearsAValue() {
    Cell.Value<String> cell = values.cell(A, WINDOW);
    cell.write("x");
    cell.write(null);
    assertTrue(cell.isEmpty());
    assertEquals(0, state.size());
  }

  @Test
  void cellsObtainedWhileEmptySeeEachOthersWrites() {
    Cell.Bag<String> first = bags.cell(A, WINDOW);
    Cell.Bag<String> second = bags.cell(A, WINDOW);
    first.add("x");
    second.add("y");
    assertEquals(List.of("x", "y"), ImmutableList.copyOf(first.read()));
    assertEquals(List.of("x", "y"), ImmutableList.copyOf(second.read()));

    second.clear();
    assertTrue(first.isEmpty());
    second.add("z");
    assertEquals(List.of("z"), ImmutableList.copyOf(first.read()));
    assertEquals(1, state.size());
  }

  @Test
  void clearingANamespaceVoidsKeptCellsOfThatNamespaceOnly() {
    Cell.Value<String> cleared = values.cell(A, WINDOW);
    Cell.Value<String> alsoCleared = values.cell(B, WINDOW);
    Cell.Value<String> kept = values.cell(A, Namespace.GLOBAL);
    cleared.write("x");
    alsoCleared.write("x");
    kept.write("x");

    values.clear(WINDOW);

    assertTrue(cleared.isEmpty());
    assertNull(alsoCleared.read());
    assertEquals("x", kept.read());
    assertEquals(1, state.size());
  }

  @Test
  void aCellKeptOverTheClearingOfItsNamespaceDoesNotBringTheOldContentsBack() {
    Cell.Bag<String> kept = bags.cell(A, WINDOW);
    Cell.Bag<String> other = bags.cell(B, WINDOW);
    kept.add("old");
    other.add("old");
    bags.clear(WINDOW);

    bags.cell(A, WINDOW).add("new");

    assertEquals(List.of("new"), ImmutableList.copyOf(kept.read()));
    assertTrue(other.isEmpty());
    other.add("newer");
    assertEquals(ImmutableSet.of(A, B), ImmutableSet.copyOf(bags.keys(WINDOW)));
    assertEquals(List.of("newer"), ImmutableList.copyOf(bags.cell(B, WINDOW).read()));
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
  void keysAreACopy() {
    values.cell(A, WINDOW).write("x");
    Iterable<Key> keys = values.keys(WINDOW);
    values.cell(B, WINDOW).write("x");
    values.cell(A, WINDOW).clear();
    assertEquals(List.of(A), ImmutableList.copyOf(keys));
    assertEquals(List.of(), ImmutableList.copyOf(values.keys(Namespace.GLOBAL)));
  }

  @Test
  void whatABagAnsweredDoesNotChange() {
    Cell.Bag<String> bag = bags.cell(A, WINDOW);
    bag.add("a");
    Iterable<String> one = bag.read();
    bag.add("b");
    Iterable<String> two = bag.read();
    bag.add("c");
    bag.clear();
    bag.add("d");
    assertEquals(List.of("a"), ImmutableList.copyOf(one));
    assertEquals(List.of("a", "b"), ImmutableList.copyOf(two));
    assertEquals(List.of("d"), ImmutableList.copyOf(bag.read()));
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
  void mapKeysAreEqualIfTheirEncodedFormsAre() {
    Cell.Map<byte[], Integer> map =
        state.maps("map", ByteArrayCoder.of(), VarIntCoder.of()).cell(A, WINDOW);
    map.put(new byte[] {1, 2}, 1);
    map.put(new byte[] {1, 2}, 2);
    assertEquals(2, map.get(new byte[] {1, 2}));
    map.remove(new byte[] {1, 2});
    assertTrue(map.isEmpty());

    Cell.Multimap<byte[], Integer> multimap =
        state.multimaps("multimap", ByteArrayCoder.of(), VarIntCoder.of()).cell(A, WINDOW);
    multimap.put(new byte[] {1, 2}, 1);
    multimap.put(new byte[] {1, 2}, 2);
    assertEquals(List.of(1, 2), ImmutableList.copyOf(multimap.get(new byte[] {1, 2})));
    assertEquals(1, ImmutableList.copyOf(multimap.keys()).size());
  }

  @Test
  void aTableIsFoundAgainByItsId() {
    assertSame(values, state.values("value", StringUtf8Coder.of()));
  }

  @Test
  void aTableAskedForWithAnotherKindOrCoderIsRefused() {
    assertThrows(IllegalStateException.class, () -> state.bags("value", StringUtf8Coder.of()));
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> state.values("value", VarIntCoder.of()));
    assertTrue(thrown.getMessage().contains("transform"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("VarIntCoder"), thrown.getMessage());
  }
}
