/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.keying;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.junit.jupiter.api.Test;

/** Keys, and what is told by them. */
class KeyTest {
  private static final Keyer STRINGS = new Keyer(StringUtf8Coder.of(), "test");

  @Test
  void keysAreEqualIfTheirEncodedFormsAre() {
    Keyer bytes = new Keyer(ByteArrayCoder.of(), "test");
    Key key = bytes.key(new byte[] {1, 2});
    assertEquals(key, bytes.key(new byte[] {1, 2}));
    assertEquals(key.hashCode(), bytes.key(new byte[] {1, 2}).hashCode());
    assertNotEquals(key, bytes.key(new byte[] {1, 3}));
  }

  @Test
  void theStructuralValueTellsAKeyFromOthers() {
    Key key = STRINGS.key("a");
    assertEquals(key.structural(), STRINGS.structural("a"));
    assertTrue(key.has(STRINGS.structural("a")));
    assertFalse(key.has(STRINGS.structural("b")));
  }

  @Test
  void keyGroupsAreSpreadOverAllInstancesWithoutAGap() {
    Keyer numbers = new Keyer(VarIntCoder.of(), "test");
    for (int parallelism : new int[] {1, 2, 3, 7, Keyer.KEY_GROUPS}) {
      Set<Integer> owners = new HashSet<>();
      for (int i = 0; i < 5_000; i++) {
        Key key = numbers.key(i);
        assertTrue(key.group() >= 0 && key.group() < Keyer.KEY_GROUPS);
        owners.add(Keyer.owner(key, parallelism));
      }
      assertEquals(parallelism, owners.size());
      assertTrue(owners.stream().allMatch(owner -> owner >= 0 && owner < parallelism));
    }
  }

  // Checkpoints will name key groups: these numbers must never change.
  @Test
  void keyGroupsAreTheSameInEveryRun() {
    assertEquals(
        List.of(110, 109),
        List.of(STRINGS.key("a").group(), new Keyer(VarIntCoder.of(), "test").key(7).group()));
  }

  // What Flink's KeyGroupRangeAssignment answers for objects with these hashes.
  @Test
  void aKeyIsInTheGroupThatFlinkWouldPutItInto() {
    int[] hashes = {
      0, 1, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 42, "flink".hashCode(), 1 << 20
    };
    int[] groups = {94, 86, 80, 108, 62, 29, 98, 74};
    assertArrayEquals(groups, IntStream.of(hashes).map(Keyer::group).toArray());
  }

  @Test
  void aKeyRendersAsItsValue() {
    assertEquals("a", STRINGS.key("a").toString());
    assertEquals(
        "null", new Keyer(NullableCoder.of(StringUtf8Coder.of()), "test").key(null).toString());
  }

  @Test
  void aKeyThatCannotBeEncodedIsNamedWithItsTransformAndCoder() {
    Keyer bytes = new Keyer(NullableCoder.of(ByteArrayCoder.of()), "the transform");
    IllegalArgumentException thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Keyer(StringUtf8Coder.of(), "the transform").key(null));
    assertTrue(thrown.getMessage().contains("the transform"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("StringUtf8Coder"), thrown.getMessage());
    assertEquals(bytes.key(null), bytes.key(null));
  }

  @Test
  void namespacesOfAWindowAndOfItsTriggerNodesDiffer() {
    Namespace window = Namespace.of(GlobalWindow.INSTANCE);
    assertEquals(window, Namespace.of(GlobalWindow.INSTANCE));
    assertNotEquals(window, Namespace.GLOBAL);
    assertNotEquals(window, new Namespace(GlobalWindow.INSTANCE, 0));
  }

  @Test
  void aFailureTellsWhereItHappened() {
    Throwable cause = new IllegalStateException("deliberate");
    StageFailure failure = new StageFailure("Step", "@ProcessElement", "element 1", cause);
    assertEquals("in @ProcessElement of Step: element 1", failure.getMessage());
    assertEquals("in @Setup of Step", new StageFailure("Step", "@Setup", "", cause).getMessage());
    assertEquals("Step", failure.transform());
    assertEquals("@ProcessElement", failure.phase());
    assertEquals("element 1", failure.circumstances());
    assertEquals(cause, failure.getCause());
  }
}
