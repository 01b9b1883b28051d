/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.A;
import static dev.millrace.execution.host.contract.Samples.B;
import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.SECOND;
import static dev.millrace.execution.host.contract.Samples.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.junit.jupiter.api.Test;

/** The contract of {@link Table}. */
public abstract class TableContract {

  /** The state of a transform, the same for a whole test, and empty at its beginning. */
  protected abstract KeyedState state();

  private Table<Cell.Value<String>> values() {
    return state().values("value", StringUtf8Coder.of());
  }

  private Table<Cell.Bag<String>> bags() {
    return state().bags("bag", StringUtf8Coder.of());
  }

  @Test
  void aCellIsThereOnlyWhileItHoldsSomething() {
    Cell.Value<String> cell = values().cell(A, FIRST);
    assertTrue(cell.isEmpty());
    assertNull(values().existing(A, FIRST));
    assertEquals(List.of(), list(values().keys(FIRST)));

    cell.write("x");
    assertNotNull(values().existing(A, FIRST));
    assertEquals("x", values().existing(A, FIRST).read());
    assertEquals(List.of(A), list(values().keys(FIRST)));

    cell.clear();
    assertNull(values().existing(A, FIRST));
    assertEquals(List.of(), list(values().keys(FIRST)));
  }

  @Test
  void keysNamespacesAndTriggerNodesAreApart() {
    Namespace node = new Namespace(FIRST.window(), 3);
    values().cell(A, FIRST).write("a first");
    values().cell(B, FIRST).write("b first");
    values().cell(A, node).write("a node");
    values().cell(A, Namespace.GLOBAL).write("a global");
    assertNull(values().cell(A, SECOND).read());
    assertNull(values().cell(B, node).read());
    assertEquals("a first", values().cell(A, FIRST).read());
    assertEquals("b first", values().cell(B, FIRST).read());
    assertEquals("a node", values().cell(A, node).read());
    assertEquals("a global", values().cell(A, Namespace.GLOBAL).read());
  }

  @Test
  void aKeyIsWhatEqualsIt() {
    values().cell(A, FIRST).write("x");
    assertEquals("x", values().cell(Samples.key(new String("a")), FIRST).read());
  }

  @Test
  void aCellCanBeUsedAgainAfterBeingCleared() {
    Cell.Value<String> cell = values().cell(A, FIRST);
    cell.write("x");
    cell.clear();
    cell.write("y");
    assertEquals("y", values().cell(A, FIRST).read());
  }

  @Test
  void cellsObtainedWhileEmptySeeEachOthersWrites() {
    Cell.Bag<String> first = bags().cell(A, FIRST);
    Cell.Bag<String> second = bags().cell(A, FIRST);
    first.add("x");
    second.add("y");
    assertEquals(List.of("x", "y"), list(first.read()));
    assertEquals(List.of("x", "y"), list(second.read()));

    second.clear();
    assertTrue(first.isEmpty());
    second.add("z");
    assertEquals(List.of("z"), list(first.read()));
  }

  @Test
  void clearingANamespaceVoidsKeptCellsOfThatNamespaceOnly() {
    Cell.Value<String> cleared = values().cell(A, FIRST);
    Cell.Value<String> alsoCleared = values().cell(B, FIRST);
    Cell.Value<String> kept = values().cell(A, SECOND);
    cleared.write("x");
    alsoCleared.write("x");
    kept.write("x");

    values().clear(FIRST);

    assertTrue(cleared.isEmpty());
    assertNull(alsoCleared.read());
    assertEquals("x", kept.read());
    assertEquals(List.of(), list(values().keys(FIRST)));
  }

  @Test
  void aCellKeptOverTheClearingOfItsNamespaceDoesNotBringTheOldContentsBack() {
    Cell.Bag<String> kept = bags().cell(A, FIRST);
    Cell.Bag<String> other = bags().cell(B, FIRST);
    kept.add("old");
    other.add("old");
    bags().clear(FIRST);

    bags().cell(A, FIRST).add("new");

    assertEquals(List.of("new"), list(kept.read()));
    assertTrue(other.isEmpty());
    other.add("newer");
    assertEquals(Set.of(A, B), Set.copyOf(list(bags().keys(FIRST))));
    assertEquals(List.of("newer"), list(bags().cell(B, FIRST).read()));
  }

  @Test
  void clearingANamespaceThatHasNothingChangesNothing() {
    values().cell(A, FIRST).write("x");
    values().clear(SECOND);
    values().drain(SECOND, (key, cell) -> assertNull(cell));
    assertEquals("x", values().cell(A, FIRST).read());
  }

  @Test
  void keysAreACopy() {
    values().cell(A, FIRST).write("x");
    Iterable<Key> keys = values().keys(FIRST);
    values().cell(B, FIRST).write("x");
    values().cell(A, FIRST).clear();
    assertEquals(List.of(A), list(keys));
  }

  @Test
  void drainingShowsEveryCellOnceAndClearsThem() {
    values().cell(A, FIRST).write("1");
    values().cell(B, FIRST).write("2");
    values().cell(Samples.key("c"), FIRST).write("3");
    values().cell(Samples.key("c"), FIRST).clear();
    values().cell(A, SECOND).write("4");
    Cell.Value<String> kept = values().cell(A, FIRST);
    Map<Key, String> drained = new HashMap<>();

    values().drain(FIRST, (key, cell) -> assertNull(drained.put(key, cell.read())));

    assertEquals(Map.of(A, "1", B, "2"), drained);
    assertEquals(List.of(), list(values().keys(FIRST)));
    assertTrue(kept.isEmpty());
    assertEquals("4", values().cell(A, SECOND).read());
  }

  @Test
  void whateverIsDoneATableIsAsAMapHasIt() {
    Table<Cell.Value<Integer>> table = state().values("random", VarIntCoder.of());
    Map<Namespace, Map<Key, Integer>> expected = new HashMap<>();
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      Namespace namespace = Namespace.of(Samples.window(random.nextInt(4)));
      Key key = Samples.key("key" + random.nextInt(10));
      Map<Key, Integer> inNamespace =
          expected.computeIfAbsent(namespace, absent -> new HashMap<>());
      switch (random.nextInt(20)) {
        case 0 -> {
          table.clear(namespace);
          inNamespace.clear();
        }
        case 1 -> {
          Map<Key, Integer> drained = new HashMap<>();
          table.drain(namespace, (each, cell) -> drained.put(each, cell.read()));
          assertEquals(inNamespace, drained);
          inNamespace.clear();
        }
        case 2, 3, 4, 5 -> {
          table.cell(key, namespace).clear();
          inNamespace.remove(key);
        }
        default -> {
          table.cell(key, namespace).write(i);
          inNamespace.put(key, i);
        }
      }
      assertEquals(inNamespace.get(key), table.cell(key, namespace).read());
      assertEquals(inNamespace.keySet(), Set.copyOf(list(table.keys(namespace))));
    }
  }
}
