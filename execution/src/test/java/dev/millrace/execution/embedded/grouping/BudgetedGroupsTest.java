/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.keying.Keyer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.util.SerializableUtils;
import org.apache.beam.sdk.util.common.Reiterator;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetedGroupsTest {
  private static final Namespace WINDOW = window(0);

  @TempDir private Path directory;

  private static Namespace window(int number) {
    return Namespace.of(
        new IntervalWindow(new Instant(number * 10L), new Instant(number * 10L + 10)));
  }

  /** Groups under test, with what should be in them. */
  private static final class Checked<K, V> {
    private final BudgetedGroups<K, V> groups;
    private final Keyer keyer;
    private final Map<Namespace, Map<K, List<V>>> expected = new HashMap<>();

    Checked(Coder<K> keyCoder, Coder<V> valueCoder, Spilling spilling) {
      groups = new BudgetedGroups<>("Tested", keyCoder, valueCoder, spilling);
      keyer = new Keyer(keyCoder, "Tested");
    }

    void add(Namespace namespace, K key, V value) {
      Key made = keyer.key(key);
      groups.add(made, namespace, value);
      expected
          .computeIfAbsent(namespace, absent -> new HashMap<>())
          .computeIfAbsent(key, absent -> new ArrayList<>())
          .add(value);
    }

    Map<K, Iterable<V>> drain(Namespace namespace) {
      Map<K, Iterable<V>> drained = new HashMap<>();
      groups.drain(
          namespace,
          (key, values) -> assertFalse(drained.put(key, values) != null, "twice: " + key));
      return drained;
    }

    void check(Namespace namespace) {
      Map<K, Iterable<V>> drained = drain(namespace);
      Map<K, List<V>> wanted = expected.remove(namespace);
      assertEquals(wanted == null ? Map.of() : wanted, lists(drained));
      assertEquals(wanted == null ? Map.of() : wanted, lists(drained), "read again");
      assertEquals(Map.of(), drain(namespace));
    }

    /** Gathers some of the namespaces, twice: nothing is lost by it. */
    void checkGathered(List<Namespace> namespaces) {
      Map<K, List<V>> wanted = new HashMap<>();
      for (Namespace namespace : namespaces) {
        expected
            .getOrDefault(namespace, Map.of())
            .forEach(
                (key, values) ->
                    wanted.computeIfAbsent(key, absent -> new ArrayList<>()).addAll(values));
      }
      for (int time = 0; time < 2; time++) {
        Map<K, Iterable<V>> gathered = new HashMap<>();
        groups.gather(
            namespaces,
            (key, values) -> assertFalse(gathered.put(key, values) != null, "twice: " + key));
        assertEquals(wanted, lists(gathered));
        assertEquals(wanted, lists(gathered), "read again");
      }
    }

    void checkAll() {
      List.copyOf(expected.keySet()).forEach(this::check);
      assertEquals(0, groups.countNamespaces());
    }
  }

  private static <K, V> Map<K, List<V>> lists(Map<K, Iterable<V>> groups) {
    Map<K, List<V>> lists = new HashMap<>();
    groups.forEach((key, values) -> lists.put(key, list(values)));
    return lists;
  }

  private static <V> List<V> list(Iterable<V> values) {
    List<V> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300, 5_000, 100_000, Long.MAX_VALUE})
  void someNamespacesCanBeGatheredAndStayWhatTheyAre(long budget) {
    Spilling spilling = Budgets.of(budget, directory);
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Checked<String, Long> checked =
          new Checked<>(StringUtf8Coder.of(), VarLongCoder.of(), spilling);
      for (long i = 0; i < 300; i++) {
        checked.add(window(random.nextInt(6)), "key" + random.nextInt(20), i);
        if (random.nextInt(40) == 0) {
          int from = random.nextInt(6);
          checked.checkGathered(
              IntStream.rangeClosed(from, from + random.nextInt(4))
                  .mapToObj(BudgetedGroupsTest::window)
                  .toList());
        }
      }
      checked.checkAll();
    }
  }

  @Test
  void gatheredValuesCanBeSerialised() {
    Checked<String, Long> checked =
        new Checked<>(
            StringUtf8Coder.of(), VarLongCoder.of(), Budgets.of(Long.MAX_VALUE, directory));
    checked.add(window(0), "key", 1L);
    checked.add(window(1), "key", 2L);
    checked.groups.gather(
        List.of(window(0), window(1)),
        (key, values) ->
            assertEquals(
                List.of(1L, 2L),
                list(SerializableUtils.clone((Iterable<Long> & java.io.Serializable) values))));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 300, 5_000, 100_000, Long.MAX_VALUE})
  void groupsAreAsAMapHasThem(long budget) {
    Spilling spilling = Budgets.of(budget, directory);
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Checked<Long, String> checked =
          new Checked<>(VarLongCoder.of(), StringUtf8Coder.of(), spilling);
      int keys = 1 + random.nextInt(200);
      for (int i = 0; i < 500; i++) {
        Namespace namespace = window(random.nextInt(3));
        checked.add(namespace, (long) random.nextInt(keys), "value " + i);
        int choice = random.nextInt(200);
        if (choice == 0) {
          checked.check(namespace);
        } else if (choice == 1) {
          checked.groups.clear(namespace);
          checked.expected.remove(namespace);
        }
      }
      checked.checkAll();
      assertEquals(0, spilling.memory().taken(), "memory that was not given back");
    }
  }

  @Test
  void keysOfOneHashAreKeptApart() {
    // Long.hashCode folds the halves onto one another.
    Checked<Long, Integer> checked =
        new Checked<>(VarLongCoder.of(), VarIntCoder.of(), Budgets.of(0, directory));
    for (int round = 0; round < 3; round++) {
      for (long i = 0; i < 50; i++) {
        checked.add(WINDOW, i << 32 | i, round);
      }
    }
    checked.checkAll();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE})
  void nullMayBeAKeyAndAValue(long budget) {
    Checked<String, String> checked =
        new Checked<>(
            NullableCoder.of(StringUtf8Coder.of()),
            NullableCoder.of(StringUtf8Coder.of()),
            Budgets.of(budget, directory));
    checked.add(WINDOW, null, "a");
    checked.add(WINDOW, "k", null);
    checked.add(WINDOW, null, null);
    checked.add(WINDOW, "k", "b");
    checked.checkAll();
  }

  @Test
  void valuesMayBeLargerThanChunksAndBlocks() {
    Random random = new Random(7);
    Checked<Integer, List<Byte>> checked =
        new Checked<>(VarIntCoder.of(), new Bytes(), Budgets.of(50_000, directory));
    int[] sizes = {0, 1, 100, 32 * 1024, 32 * 1024 + 1, 64 * 1024, 64 * 1024 + 1, 300_000};
    for (int i = 0; i < 100; i++) {
      byte[] value = new byte[sizes[random.nextInt(sizes.length)]];
      if (i % 2 == 0) {
        random.nextBytes(value);
      }
      checked.add(WINDOW, random.nextInt(3), com.google.common.primitives.Bytes.asList(value));
    }
    checked.checkAll();
  }

  /** Arrays of bytes, as something that has equality. */
  private static final class Bytes extends org.apache.beam.sdk.coders.CustomCoder<List<Byte>> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(List<Byte> value, java.io.OutputStream out) throws java.io.IOException {
      ByteArrayCoder.of().encode(com.google.common.primitives.Bytes.toArray(value), out);
    }

    @Override
    public List<Byte> decode(java.io.InputStream in) throws java.io.IOException {
      return com.google.common.primitives.Bytes.asList(ByteArrayCoder.of().decode(in));
    }
  }

  private Iterable<Integer> hotKey(int values) {
    Checked<String, Integer> checked =
        new Checked<>(StringUtf8Coder.of(), VarIntCoder.of(), Budgets.of(20_000, directory));
    for (int i = 0; i < values; i++) {
      checked.add(WINDOW, "hot", i);
    }
    checked.add(WINDOW, "other", 0);
    Map<String, Iterable<Integer>> drained = checked.drain(WINDOW);
    checked.groups.close();
    return drained.get("hot");
  }

  @Test
  void iteratorsOfOneGroupAreIndependentAlsoAfterTheGroupsAreClosed() {
    int values = 200_000;
    Iterable<Integer> hot = hotKey(values);
    Iterator<Integer> first = hot.iterator();
    Iterator<Integer> second = null;
    Reiterator<Integer> copy = null;
    for (int i = 0; i < values; i++) {
      assertEquals(i, first.next());
      if (i == 70_001) {
        second = hot.iterator();
        copy = ((Reiterator<Integer>) first).copy();
      } else if (second != null) {
        assertEquals(i - 70_002, second.next());
        assertEquals(copy.hasNext() ? i : -1, copy.next());
      }
    }
    assertFalse(first.hasNext());
    assertFalse(copy.hasNext());
    assertTrue(second.hasNext());
    assertThrows(java.util.NoSuchElementException.class, first::next);
  }

  @Test
  void valuesOnFileAreReadBySeveralThreadsEvenIfOneIsInterrupted() throws Exception {
    Iterable<Integer> hot = hotKey(100_000);
    List<Integer> expected = IntStream.range(0, 100_000).boxed().toList();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<List<Integer>>> lists = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        boolean interrupted = i == 0;
        lists.add(
            threads.submit(
                () -> {
                  if (interrupted) {
                    Thread.currentThread().interrupt();
                  }
                  return list(hot);
                }));
      }
      for (Future<List<Integer>> each : lists) {
        assertEquals(expected, each.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void valuesOnFileCanBeSerialised() {
    Iterable<Integer> hot = hotKey(50_000);
    Object clone = SerializableUtils.clone((java.io.Serializable) hot);
    assertEquals(list(hot), clone);
  }

  @Test
  void manyRunsAreMergedOnTheWay() throws Exception {
    Checked<Integer, Integer> checked =
        new Checked<>(VarIntCoder.of(), VarIntCoder.of(), Budgets.of(0, directory));
    for (int i = 0; i < 64 * 64 + 70; i++) {
      checked.add(WINDOW, i % 11, i);
    }
    checked.checkAll();
  }

  @Test
  void smallWindowsAreSpilledTogether() {
    Checked<Integer, Integer> checked =
        new Checked<>(VarIntCoder.of(), VarIntCoder.of(), Budgets.of(10_000, directory));
    for (int i = 0; i < 3_000; i++) {
      checked.add(window(i % 500), i % 7, i);
    }
    checked.checkAll();
  }

  @Test
  void noFileIsLeft() throws Exception {
    Checked<Integer, Integer> checked =
        new Checked<>(VarIntCoder.of(), VarIntCoder.of(), Budgets.of(0, directory));
    for (int i = 0; i < 100; i++) {
      checked.add(WINDOW, i, i);
    }
    checked.groups.close();
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void aValueThatCannotBeEncodedIsNamedWhenItIsToBeSpilled() {
    Checked<Integer, String> checked =
        new Checked<>(VarIntCoder.of(), StringUtf8Coder.of(), Budgets.of(0, directory));
    var error = assertThrows(StageFailure.class, () -> checked.add(WINDOW, 1, null));
    assertEquals(
        "in writing grouped values to disk of Tested: value null, coder StringUtf8Coder",
        error.getMessage());
  }
}
