/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;

/** Tables of all kinds, with what should be in them. */
final class CheckedTables {
  private static final Coder<String> NULLABLE = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<String> SALTED = NullableCoder.of(new TableKinds.SaltedCoder());

  final Random random;
  final TableKinds.Kind kind;
  final RestoringState state;
  final Keyer keyer;
  private Map<String, Object> expected = new HashMap<>();
  private Map<String, Object> expectedAtBarrier = new HashMap<>();

  CheckedTables(TableKinds.Kind kind, Spilling spilling, long seed) {
    this(kind, spilling, InstanceRows::new, seed);
  }

  CheckedTables(TableKinds.Kind kind, Spilling spilling, Supplier<InstanceRows> rows, long seed) {
    this.random = new Random(seed);
    this.kind = kind;
    this.keyer = new Keyer(kind.keyCoder(), "test");
    this.state =
        new RestoringState(kind.space(), spilling, rows, Integer.MAX_VALUE, 1, 2, 3, 7, 2, 1, 3);
  }

  /** State is written down as it is now, from now on. */
  void barrier() {
    state.barrier();
    expectedAtBarrier = copied(expected);
  }

  /** Writes state down as it is now, and goes on with that. */
  void restore() {
    barrier();
    fallBack();
  }

  /** Goes on from the last barrier. */
  void fallBack() {
    state.fallBack();
    expected = copied(expectedAtBarrier);
  }

  @SuppressWarnings("unchecked") // a copy is of the type of what it is a copy of
  private static <T> T copied(T original) {
    if (original instanceof List<?> list) {
      return (T) new ArrayList<>(list);
    } else if (original instanceof Map<?, ?> map) {
      Map<Object, Object> copy = map instanceof TreeMap ? new TreeMap<>() : new HashMap<>();
      map.forEach((key, value) -> copy.put(key, copied(value)));
      return (T) copy;
    }
    return original;
  }

  Key anyKey() {
    return keyer.key(kind.keys().get(random.nextInt(kind.keys().size())));
  }

  Namespace anyNamespace() {
    List<Namespace> namespaces = kind.namespaces();
    return namespaces.get(random.nextInt(namespaces.size()));
  }

  String anyValue() {
    return random.nextInt(5) == 0 ? null : "value " + random.nextInt(1000);
  }

  Cell.Value<String> value(Key key, Namespace namespace) {
    return state.values("value", SALTED).cell(key, namespace);
  }

  Cell.Bag<String> bag(Key key, Namespace namespace) {
    return state.bags("bag", SALTED).cell(key, namespace);
  }

  Cell.Map<String, String> map(Key key, Namespace namespace) {
    return state.maps("map", NULLABLE, SALTED).cell(key, namespace);
  }

  Cell.Multimap<String, String> multimap(Key key, Namespace namespace) {
    return state.multimaps("multimap", NULLABLE, SALTED).cell(key, namespace);
  }

  Cell.OrderedList<String> list(Key key, Namespace namespace) {
    return state.orderedLists("list", SALTED).cell(key, namespace);
  }

  Groups<Object, String> groups() {
    return state.groups("groups", anyCoder(), SALTED);
  }

  @SuppressWarnings("unchecked") // the groups take any key
  private Coder<Object> anyCoder() {
    return (Coder<Object>) kind.keyCoder();
  }

  @SuppressWarnings("unchecked") // what is expected of a table is of one type
  private <T> T expected(String table, Key key, Namespace namespace, T none) {
    return (T)
        expected.computeIfAbsent(
            table + "|" + key.value() + "|" + TableKinds.label(namespace), absent -> none);
  }

  void step() {
    Key key = anyKey();
    Namespace namespace = anyNamespace();
    String some = anyValue();
    String mapKey = random.nextInt(6) == 0 ? null : "map key " + random.nextInt(4);
    long time = random.nextInt(10) * (random.nextBoolean() ? 1000L : -1000L);
    boolean clear = random.nextInt(8) == 0;
    if (random.nextInt(20) == 0) {
      clear(random.nextInt(6), key, namespace);
      return;
    }
    switch (random.nextInt(6)) {
      case 0 -> {
        value(key, namespace).write(clear ? null : some);
        List<String> one = expected("value", key, namespace, new ArrayList<>());
        one.clear();
        if (!clear && some != null) {
          one.add(some);
        }
      }
      case 1 -> {
        List<String> bag = expected("bag", key, namespace, new ArrayList<>());
        if (clear) {
          bag(key, namespace).clear();
          bag.clear();
        } else {
          bag(key, namespace).add(some);
          bag.add(some);
        }
      }
      case 2 -> {
        Map<String, String> map = expected("map", key, namespace, new HashMap<>());
        if (clear) {
          map(key, namespace).remove(mapKey);
          map.remove(mapKey);
        } else {
          map(key, namespace).put(mapKey, some);
          map.put(mapKey, some);
        }
      }
      case 3 -> {
        Map<String, List<String>> map = expected("multimap", key, namespace, new HashMap<>());
        if (clear) {
          multimap(key, namespace).remove(mapKey);
          map.remove(mapKey);
        } else {
          multimap(key, namespace).put(mapKey, some);
          map.computeIfAbsent(mapKey, absent -> new ArrayList<>()).add(some);
        }
      }
      case 4 -> {
        TreeMap<Long, List<String>> list = expected("list", key, namespace, new TreeMap<>());
        if (clear) {
          list(key, namespace).clearRange(new Instant(time), new Instant(time + 2500));
          list.subMap(time, time + 2500).clear();
        } else {
          list(key, namespace).add(TimestampedValue.of(some, new Instant(time)));
          list.computeIfAbsent(time, absent -> new ArrayList<>()).add(some);
        }
      }
      default -> {
        groups().add(key, namespace, some);
        expected("groups", key, namespace, new ArrayList<String>()).add(some);
      }
    }
  }

  private void clear(int table, Key key, Namespace namespace) {
    boolean all = random.nextInt(3) == 0;
    switch (table) {
      case 0 -> clear("value", state.values("value", SALTED), key, namespace, all);
      case 1 -> clear("bag", state.bags("bag", SALTED), key, namespace, all);
      case 2 -> clear("map", state.maps("map", NULLABLE, SALTED), key, namespace, all);
      case 3 ->
          clear("multimap", state.multimaps("multimap", NULLABLE, SALTED), key, namespace, all);
      case 4 -> clear("list", state.orderedLists("list", SALTED), key, namespace, all);
      default -> {
        if (all) {
          groups().drain(namespace, (drained, values) -> all(values));
        } else {
          groups().clear(namespace);
        }
        forgetAll("groups", namespace);
      }
    }
  }

  private <C extends Cell> void clear(
      String name, Table<C> table, Key key, Namespace namespace, boolean all) {
    if (all) {
      table.clear(namespace);
      forgetAll(name, namespace);
    } else {
      table.cell(key, namespace).clear();
      expected.remove(name + "|" + key.value() + "|" + TableKinds.label(namespace));
    }
  }

  private void forgetAll(String table, Namespace namespace) {
    for (Object key : kind.keys()) {
      expected.remove(table + "|" + key + "|" + TableKinds.label(namespace));
    }
  }

  void check() {
    for (Object value : kind.keys()) {
      Key key = keyer.key(value);
      for (Namespace namespace : kind.namespaces()) {
        check(key, namespace);
      }
    }
    for (Namespace namespace : kind.namespaces()) {
      Map<Object, List<String>> gathered = new HashMap<>();
      groups().gather(List.of(namespace), (key, values) -> gathered.put(key, all(values)));
      Map<Object, List<String>> wanted = new HashMap<>();
      for (Object value : kind.keys()) {
        List<String> group =
            expected("groups", keyer.key(value), namespace, new ArrayList<String>());
        if (!group.isEmpty()) {
          wanted.put(value, group);
        }
      }
      assertEquals(wanted, gathered);
    }
  }

  private void check(Key key, Namespace namespace) {
    List<String> one = expected("value", key, namespace, new ArrayList<>());
    assertEquals(one.isEmpty() ? null : one.get(0), value(key, namespace).read());
    assertEquals(
        expected("bag", key, namespace, new ArrayList<String>()), all(bag(key, namespace).read()));
    Map<String, String> map = new HashMap<>();
    map(key, namespace).entries().forEach(entry -> map.put(entry.getKey(), entry.getValue()));
    assertEquals(expected("map", key, namespace, new HashMap<String, String>()), map);
    Map<String, List<String>> multimap = new HashMap<>();
    multimap(key, namespace)
        .entries()
        .forEach(
            entry ->
                multimap
                    .computeIfAbsent(entry.getKey(), absent -> new ArrayList<>())
                    .add(entry.getValue()));
    assertEquals(
        expected("multimap", key, namespace, new HashMap<String, List<String>>()), multimap);
    TreeMap<Long, List<String>> list = new TreeMap<>();
    list(key, namespace)
        .range(new Instant(-1_000_000), new Instant(1_000_000))
        .forEach(
            each ->
                list.computeIfAbsent(each.getTimestamp().getMillis(), absent -> new ArrayList<>())
                    .add(each.getValue()));
    assertEquals(expected("list", key, namespace, new TreeMap<Long, List<String>>()), list);
  }

  static <T> List<T> all(Iterable<T> values) {
    List<T> all = new ArrayList<>();
    values.forEach(all::add);
    return all;
  }
}
