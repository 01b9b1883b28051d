/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.TimestampedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Tables and timers on the heap, and others whose rows may leave it, to which the same is done at
 * random. Whatever they answer must be the same.
 */
final class PairedTables implements AutoCloseable {
  private static final int KEYS = 25;
  private static final int SPAN = 40;
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");

  private final Random random;
  private final TablesAndTimers heap;
  private final TablesAndTimers cold;
  private long clock;

  /**
   * Nothing yet.
   *
   * @param tracked whether there are checkpoints
   * @param tiers gives each attempt a tier of its own
   */
  PairedTables(boolean tracked, Supplier<ColdTier> tiers, long seed) {
    this.random = new Random(seed);
    this.heap = new TablesAndTimers(tracked, () -> null);
    this.cold = new TablesAndTimers(tracked, tiers);
  }

  /** How many rows of the latter are on the heap. */
  int rowsOnHeap() {
    return cold.rowsOnHeap();
  }

  private void same(Function<TablesAndTimers, @Nullable Object> operation) {
    assertEquals(operation.apply(heap), operation.apply(cold));
  }

  /** Does something, and captures a little of what was there at the last barrier. */
  void step() {
    if (random.nextBoolean()) {
      heap.captureSome();
    }
    if (random.nextBoolean()) {
      cold.captureSome();
    }
    int what = random.nextInt(100);
    if (what < 60) {
      workOnCell();
    } else if (what < 75) {
      readAgain();
    } else if (what < 90) {
      workOnTimers();
    } else if (what < 96) {
      lookAtTable();
    } else {
      leaveNamespace();
    }
  }

  /** State is written down as it is now, from now on. */
  void barrier() {
    heap.barrier();
    cold.barrier();
  }

  /** Both go on from the last barrier, perhaps each with what the other has written. */
  void fallBack() {
    StateImage ofHeap = heap.completed();
    StateImage ofCold = cold.completed();
    boolean swapped = random.nextBoolean();
    heap.begin(swapped ? ofCold : ofHeap);
    cold.begin(swapped ? ofHeap : ofCold);
  }

  private Key anyKey() {
    // Some more often than others.
    return KEYER.key("key" + random.nextInt(1 + random.nextInt(KEYS)));
  }

  private Namespace anyNamespace() {
    List<Namespace> namespaces = TableKinds.STRINGS.namespaces();
    return namespaces.get(random.nextInt(namespaces.size()));
  }

  private void workOnCell() {
    Key key = anyKey();
    Namespace namespace = anyNamespace();
    int slot = random.nextInt(TablesAndTimers.SLOTS);
    boolean again = random.nextInt(3) == 0;
    boolean keep = random.nextInt(4) == 0;
    int action = random.nextInt(10);
    String value = "value " + random.nextInt(1000) + "x".repeat(random.nextInt(30));
    String part = "part" + random.nextInt(6);
    long time = random.nextInt(SPAN);
    switch (random.nextInt(5)) {
      case 0 ->
          same(each -> onValue(each.values.pick(key, namespace, slot, again, keep), action, value));
      case 1 ->
          same(
              each ->
                  onBag(
                      each,
                      slot,
                      each.bags.pick(key, namespace, slot, again, keep),
                      action,
                      value));
      case 2 ->
          same(
              each ->
                  onMap(each.maps.pick(key, namespace, slot, again, keep), action, part, value));
      case 3 ->
          same(
              each ->
                  onMultimap(
                      each.multimaps.pick(key, namespace, slot, again, keep), action, part, value));
      default ->
          same(
              each ->
                  onList(
                      each,
                      slot,
                      each.lists.pick(key, namespace, slot, again, keep),
                      action,
                      time,
                      value));
    }
  }

  private static @Nullable Object onValue(Cell.Value<String> cell, int action, String value) {
    switch (action) {
      case 0 -> cell.clear();
      case 1 -> cell.write(null);
      case 2, 3 -> {
        return cell.read();
      }
      case 4 -> {
        return cell.isEmpty();
      }
      default -> cell.write(value);
    }
    return null;
  }

  private static @Nullable Object onBag(
      TablesAndTimers of, int slot, Cell.Bag<String> cell, int action, String value) {
    switch (action) {
      case 0 -> cell.clear();
      case 1 -> {
        return cell.isEmpty();
      }
      case 2, 3 -> {
        Iterable<String> values = cell.read();
        of.read.set(slot, values);
        return all(values);
      }
      case 4 -> cell.add(null);
      default -> cell.add(value);
    }
    return null;
  }

  private static @Nullable Object onMap(
      Cell.Map<String, String> cell, int action, String part, String value) {
    switch (action) {
      case 0 -> cell.clear();
      case 1 -> cell.remove(part);
      case 2 -> {
        return cell.get(part);
      }
      case 3 -> {
        return sorted(cell.entries());
      }
      case 4 -> cell.put(part, null);
      default -> cell.put(part, value);
    }
    return null;
  }

  private static @Nullable Object onMultimap(
      Cell.Multimap<String, String> cell, int action, String part, String value) {
    switch (action) {
      case 0 -> cell.clear();
      case 1 -> cell.remove(part);
      case 2 -> {
        return all(cell.get(part));
      }
      case 3 -> {
        return sorted(cell.entries());
      }
      case 4 -> {
        return cell.containsKey(part);
      }
      default -> cell.put(part, value);
    }
    return null;
  }

  private static @Nullable Object onList(
      TablesAndTimers of,
      int slot,
      Cell.OrderedList<String> cell,
      int action,
      long time,
      String value) {
    switch (action) {
      case 0 -> cell.clear();
      case 1 -> cell.clearRange(new Instant(time), new Instant(time + 10));
      case 2 -> {
        Iterable<TimestampedValue<String>> values =
            cell.range(new Instant(time), new Instant(time + 20));
        of.read.set(slot, values);
        return all(values);
      }
      case 3 -> {
        return cell.earliest();
      }
      default -> cell.add(TimestampedValue.of(value, new Instant(time)));
    }
    return null;
  }

  /** What was read stays what it was. */
  private void readAgain() {
    int slot = random.nextInt(TablesAndTimers.SLOTS);
    same(each -> all(each.read.get(slot)));
  }

  private void workOnTimers() {
    Key key = anyKey();
    Namespace namespace = anyNamespace();
    String family = random.nextBoolean() ? "" : "family";
    TimeDomain domain = TimeDomain.values()[random.nextInt(TimeDomain.values().length)];
    long time = clock + random.nextInt(SPAN);
    long outputTime = random.nextInt(5) == 0 ? Holds.NONE : time - random.nextInt(5);
    switch (random.nextInt(8)) {
      case 0 ->
          same(
              each -> {
                each.queue.named(family, "id", domain).delete(key, namespace);
                return each.timers.size();
              });
      case 1 -> {
        clock += random.nextInt(10);
        same(each -> each.fired(domain, clock));
      }
      default ->
          same(
              each -> {
                each.queue.named(family, "id", domain).set(key, namespace, time, outputTime);
                return each.holds.minimum();
              });
    }
  }

  private void lookAtTable() {
    int table = random.nextInt(TablesAndTimers.TABLES);
    Key key = anyKey();
    Namespace namespace = anyNamespace();
    same(each -> new HashSet<>(all(each.kept(table).table.keys(namespace))));
    same(each -> all(each.kept(table).table.keys(namespace)).size());
    same(each -> each.kept(table).table.existing(key, namespace) == null);
  }

  private void leaveNamespace() {
    int table = random.nextInt(TablesAndTimers.TABLES);
    Namespace namespace = anyNamespace();
    boolean others = random.nextBoolean();
    switch (random.nextInt(4)) {
      case 0 ->
          same(
              each -> {
                for (int i = 0; i < TablesAndTimers.TABLES; i++) {
                  each.kept(i).table.clear(namespace);
                }
                each.queue.clear(namespace);
                return each.timers.size();
              });
      case 1 -> same(each -> drained(each, namespace, others));
      case 2 ->
          same(
              each -> {
                each.queue.clear(namespace);
                return each.timers.size();
              });
      default ->
          same(
              each -> {
                each.kept(table).table.clear(namespace);
                return all(each.kept(table).table.keys(namespace));
              });
    }
  }

  private static Map<String, List<String>> drained(
      TablesAndTimers of, Namespace namespace, boolean others) {
    Map<String, List<String>> drained = new TreeMap<>();
    of.bags.table.drain(
        namespace,
        (key, cell) -> {
          drained.put(String.valueOf(key.value()), all(cell.read()));
          if (others) {
            of.values.table.cell(key, namespace).write("drained");
            of.multimaps.table.cell(key, Namespace.GLOBAL).put("drained", "once more");
          }
        });
    return drained;
  }

  /** Compares all that there is. */
  void check() {
    same(each -> each.state.size());
    same(each -> each.state.namespaces());
    same(each -> each.timers.size());
    same(each -> each.holds.minimum());
    for (Namespace namespace : TableKinds.STRINGS.namespaces()) {
      for (int i = 0; i < KEYS; i++) {
        Key key = KEYER.key("key" + i);
        same(each -> each.values.table.cell(key, namespace).read());
        same(each -> all(each.bags.table.cell(key, namespace).read()));
        same(each -> sorted(each.maps.table.cell(key, namespace).entries()));
        same(each -> sorted(each.multimaps.table.cell(key, namespace).entries()));
        same(
            each ->
                all(
                    each.lists
                        .table
                        .cell(key, namespace)
                        .range(new Instant(0), new Instant(SPAN))));
      }
    }
  }

  private static <T> List<T> all(Iterable<T> values) {
    return CheckedTables.all(values);
  }

  // Values of a key are in order, keys are not.
  private static Map<String, List<@Nullable String>> sorted(
      Iterable<? extends Map.Entry<String, String>> entries) {
    Map<String, List<@Nullable String>> sorted = new TreeMap<>();
    for (Map.Entry<String, String> entry : entries) {
      sorted.computeIfAbsent(entry.getKey(), absent -> new ArrayList<>()).add(entry.getValue());
    }
    return sorted;
  }

  @Override
  public void close() {
    heap.close();
    cold.close();
  }
}
