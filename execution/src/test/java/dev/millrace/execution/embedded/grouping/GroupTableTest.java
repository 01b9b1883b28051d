package dev.millrace.execution.embedded.grouping;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Keyer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.junit.jupiter.api.Test;

class GroupTableTest {
  private static final int KEYS = 20_000;

  private final GroupTable<Integer> table = new GroupTable<>();
  private final Map<Object, List<Integer>> expected = new LinkedHashMap<>();

  private void fill() {
    Keyer keyer = new Keyer(VarIntCoder.of(), "test");
    Random random = new Random(3);
    for (int i = 0; i < 3 * KEYS; i++) {
      Key key = keyer.key(random.nextInt(KEYS));
      boolean isNew = !expected.containsKey(key.value());
      expected.computeIfAbsent(key.value(), absent -> new ArrayList<>()).add(i);
      assertEquals(isNew, table.add(key, i));
    }
    assertEquals(expected.size(), table.size());
  }

  @Test
  void entriesComeOutInTheOrderOfTheirAddition() {
    fill();
    Map<Object, List<Integer>> actual = new LinkedHashMap<>();

    table.drain((key, values) -> actual.put(key.value(), values));

    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(actual.entrySet()));
  }

  @Test
  void slotsAreInTheOrderOfHashes() {
    fill();
    int before = Integer.MIN_VALUE;
    for (long slot : table.slotsByHash()) {
      int hash = GroupTable.hash(slot);
      int entry = GroupTable.entry(slot);
      assertEquals(table.key(entry).hashCode(), hash);
      assertEquals(expected.remove(table.key(entry).value()), table.values(entry));
      assertTrue(before <= hash, before + " before " + hash);
      before = hash;
    }
    assertEquals(Map.of(), expected);
  }
}
