/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Groups;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.keying.Keyer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of whatever keys, windows and values come back from a checkpoint as they were. */
class RestoredTablesTest {

  @ParameterizedTest
  @MethodSource("dev.millrace.execution.embedded.storage.TableKinds#kinds")
  void whateverIsDoneAndWheneverItIsRestoredTablesAreAsPlainOnesHaveThem(
      TableKinds.Kind kind, @TempDir Path directory) {
    for (long budget : new long[] {0, 2_000, Long.MAX_VALUE}) {
      for (long seed = 0; seed < 3; seed++) {
        CheckedTables checked = new CheckedTables(kind, Budgets.of(budget, directory), seed);
        for (int round = 0; round < 12; round++) {
          int steps = checked.random.nextInt(150);
          for (int i = 0; i < steps; i++) {
            checked.step();
          }
          checked.state.restore();
          checked.check();
        }
        checked.state.close();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 100_000, Long.MAX_VALUE})
  void aGroupOfAnySizeHasItsValuesInOrder(long budget, @TempDir Path directory) {
    RestoringState state =
        new RestoringState(
            TableKinds.STRINGS.space(), Budgets.of(budget, directory), Integer.MAX_VALUE, 1, 3, 2);
    Keyer keyer = new Keyer(StringUtf8Coder.of(), "test");
    Groups<String, Long> groups = state.groups("groups", StringUtf8Coder.of(), VarLongCoder.of());
    Map<String, List<Long>> expected = new HashMap<>();
    int[] sizes = {1, 7, 8, 9, 1_000, 30_000};
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < sizes.length; i++) {
        List<Long> values = expected.computeIfAbsent("key" + i, absent -> new ArrayList<>());
        int count = budget == 0 ? Math.min(sizes[i], 300) : sizes[i];
        for (long value = 0; value < count; value++) {
          groups.add(keyer.key("key" + i), Namespace.GLOBAL, value << 20);
          values.add(value << 20);
        }
      }
      state.restore();
    }
    Map<String, List<Long>> drained = new HashMap<>();
    groups.drain(Namespace.GLOBAL, (key, values) -> drained.put(key, CheckedTables.all(values)));
    assertEquals(expected, drained);
    state.close();
  }

  @Test
  void valuesLargerThanAChunkComeBack() {
    RestoringState state = new RestoringState(TableKinds.STRINGS.space(), Budgets.ample(), 1, 1);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    Cell.Bag<String> bag = state.bags("bag", StringUtf8Coder.of()).cell(key, Namespace.GLOBAL);
    List<String> values = List.of("x".repeat(100_000), "", "y".repeat(40_000), "z");
    values.forEach(bag::add);
    state.restore();
    assertEquals(values, CheckedTables.all(bag.read()));
    state.close();
  }

  @Test
  void elementsThatAreEncodedToNothingAreCounted() {
    RestoringState state = new RestoringState(TableKinds.STRINGS.space(), Budgets.ample(), 1, 1);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    Cell.Bag<Void> bag = state.bags("bag", VoidCoder.of()).cell(key, Namespace.GLOBAL);
    bag.add(null);
    bag.add(null);
    assertEquals(Arrays.asList(null, null), CheckedTables.all(bag.read()));
    state.close();
  }

  private static HeapKeyedState state(RestoredState from) {
    return state(from, new ChangeLog());
  }

  private static HeapKeyedState state(RestoredState from, ChangeLog log) {
    return new HeapKeyedState(
        "Tested", TableKinds.STRINGS.space(), Budgets.ample(), from, new InstanceRows(), log);
  }

  private static StateImage captured(ChangeLog log) {
    log.freeze();
    log.capture(Slice.whole());
    return log.complete();
  }

  @Test
  void whatIsRestoredIsNoObjectThatWasThereBefore() {
    ChangeLog log = new ChangeLog();
    HeapKeyedState before = state(RestoredState.nothing(), log);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    Coder<List<String>> coder = ListCoder.of(StringUtf8Coder.of());
    List<String> value = new ArrayList<>(List.of("x"));
    before.values("value", coder).cell(key, Namespace.GLOBAL).write(value);
    StateImage image = captured(log);
    value.add("changed afterwards");
    HeapKeyedState after = state(RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS));
    List<String> restored = after.values("value", coder).cell(key, Namespace.GLOBAL).read();
    assertEquals(List.of("x"), restored);
    assertNotSame(value, restored);
  }

  @Test
  void aCellThatWasClearedIsNotInTheNextCheckpoint() {
    ChangeLog log = new ChangeLog();
    HeapKeyedState before = state(RestoredState.nothing(), log);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    before.values("value", VarIntCoder.of()).cell(key, Namespace.GLOBAL).write(1);
    StateImage image = captured(log);
    ChangeLog afterLog = new ChangeLog();
    HeapKeyedState after = state(RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS), afterLog);
    after.values("value", VarIntCoder.of()).cell(key, Namespace.GLOBAL).clear();
    StateImage next = new StateImage();
    image.writeDelta(next);
    captured(afterLog).writeDelta(next);
    next.forEach(
        new StateId("Tested", "value"),
        0,
        Keyer.KEY_GROUPS,
        (group, entry, value) -> fail("There is an entry in " + group));
  }

  @Test
  void aValueThatItsCoderDoesNotTakeIsNamedWithItsStateAndCoder() {
    ChangeLog log = new ChangeLog();
    HeapKeyedState before = state(RestoredState.nothing(), log);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    before.bags("my state", StringUtf8Coder.of()).cell(key, Namespace.GLOBAL).add(null);
    StageFailure thrown = assertThrows(StageFailure.class, () -> captured(log));
    for (String part :
        List.of("Tested", "my state", "checkpoint", "value null", "StringUtf8Coder")) {
      assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
    }
  }

  @Test
  void stateThatAnotherCoderHasWrittenIsRefusedWithItsNameAndCoder() {
    ChangeLog log = new ChangeLog();
    HeapKeyedState before = state(RestoredState.nothing(), log);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    before.values("my state", VarIntCoder.of()).cell(key, Namespace.GLOBAL).write(1_000_000);
    before.bags("my bag", VarIntCoder.of()).cell(key, Namespace.GLOBAL).add(1_000_000);
    StateImage image = captured(log);
    HeapKeyedState after = state(RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS));
    Coder<List<String>> other = ListCoder.of(StringUtf8Coder.of());
    RuntimeException value =
        assertThrows(RuntimeException.class, () -> after.values("my state", other));
    RuntimeException bag = assertThrows(RuntimeException.class, () -> after.bags("my bag", other));
    assertTrue(value.getMessage().contains("my state of Tested"), value.getMessage());
    assertTrue(bag.getMessage().contains("my bag of Tested"), bag.getMessage());
    assertTrue(bag.getMessage().contains("ListCoder"), bag.getMessage());
  }

  @Test
  void aKeyThatIsOfAnotherGroupNowIsRefusedWithItsCoder() {
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    Key moved = new Key(key.value(), key.structural(), key.hashCode(), key.group() ^ 1);
    ChangeLog log = new ChangeLog();
    HeapKeyedState before = state(RestoredState.nothing(), log);
    before.values("value", VarIntCoder.of()).cell(moved, Namespace.GLOBAL).write(1);
    StateImage image = captured(log);
    HeapKeyedState after = state(RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS));
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> after.values("value", VarIntCoder.of()));
    for (String part : List.of("Tested", "key group", ": a.", "StringUtf8Coder")) {
      assertTrue(thrown.getMessage().contains(part), thrown.getMessage());
    }
  }

  // Later checkpoints may add to what earlier ones have: to the entry of a sequence, or behind it.
  @Test
  void whatIsAppendedToASequenceComesBehindIt() {
    ChangeLog firstLog = new ChangeLog();
    ChangeLog moreLog = new ChangeLog();
    HeapKeyedState first = state(RestoredState.nothing(), firstLog);
    HeapKeyedState more = state(RestoredState.nothing(), moreLog);
    Key key = new Keyer(StringUtf8Coder.of(), "test").key("a");
    for (String value : List.of("a", "b")) {
      first.bags("bag", StringUtf8Coder.of()).cell(key, Namespace.GLOBAL).add(value);
    }
    more.bags("bag", StringUtf8Coder.of()).cell(key, Namespace.GLOBAL).add("c");
    StateImage image = captured(firstLog);
    StateImage addition = captured(moreLog);
    StateId id = new StateId("Tested", "bag");
    addition.forEach(
        id, 0, Keyer.KEY_GROUPS, (group, entry, value) -> image.append(id, group, entry, value));
    HeapKeyedState after = state(RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS));
    assertEquals(
        List.of("a", "b", "c"),
        CheckedTables.all(
            after.bags("bag", StringUtf8Coder.of()).cell(key, Namespace.GLOBAL).read()));
  }
}
