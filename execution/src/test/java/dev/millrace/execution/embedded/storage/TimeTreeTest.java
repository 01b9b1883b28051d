/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTreeTest {
  private final TimeTree<Integer> tree = new TimeTree<>();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void itHoldsWhatASortedMapDoesAndLooksDoNotChange(long seed) {
    Random random = new Random(seed);
    TreeMap<Long, List<Integer>> model = new TreeMap<>();
    Map<Iterable<Integer>, List<Integer>> looks = new IdentityHashMap<>();
    for (int i = 0; i < 5_000; i++) {
      long from = random.nextInt(1_000) - 500L;
      long to = from + random.nextInt(20);
      switch (random.nextInt(8)) {
        case 0 -> {
          tree.clear(from, to);
          model.subMap(from, to).clear();
        }
        case 1 -> {
          looks.put(
              tree.between(from, to, new StopSignal()), flat(model.subMap(from, to).values()));
          looks.put(
              tree.between(-500, 500, new StopSignal()), flat(model.subMap(-500L, 500L).values()));
        }
        default -> {
          tree.add(from, i);
          model.computeIfAbsent(from, time -> new ArrayList<>()).add(i);
        }
      }
      assertEquals(model.isEmpty(), tree.isEmpty());
      if (!model.isEmpty()) {
        assertEquals(model.firstKey(), tree.earliest());
      }
    }
    looks.forEach((look, expected) -> assertEquals(expected, ImmutableList.copyOf(look)));
  }

  private static List<Integer> flat(Collection<List<Integer>> lists) {
    return lists.stream().flatMap(List::stream).toList();
  }

  @Test
  void aLookThatIsNotReadToItsEndCopiesNothing() {
    int items = 1 << 16;
    for (int i = 0; i < items; i++) {
      tree.add(i, i);
    }
    int looks = 100;

    long bytes = ThreadAllocations.during(() -> lookAndAdd(looks));

    assertTrue(bytes / looks < items / 10, () -> bytes / looks + " bytes for each look");
  }

  private void lookAndAdd(int looks) {
    for (int i = 0; i < looks; i++) {
      assertEquals(0, tree.between(0, Long.MAX_VALUE, new StopSignal()).iterator().next());
      tree.add(i, i);
    }
  }
}
