/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.ImmutableList;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.InstanceRows;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.execution.watermark.KeyedHolds;
import java.util.List;
import org.apache.beam.runners.core.StateMerging;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.StateNamespaces;
import org.apache.beam.runners.core.StateTag;
import org.apache.beam.runners.core.StateTags;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.state.WatermarkHoldState;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.joda.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableStateInternalsTest {
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Key A = KEYER.key("a");
  private static final Key B = KEYER.key("b");
  private static final StateTag<ValueState<String>> VALUE =
      StateTags.value("v", StringUtf8Coder.of());
  private static final StateTag<BagState<String>> BAG = StateTags.bag("b", StringUtf8Coder.of());
  private static final StateNamespace GLOBAL = StateNamespaces.global();
  private static final StateNamespace FIRST = window(0);
  private static final StateNamespace SECOND = window(10);

  private final KeyedHolds holds = new KeyedHolds(new Holds(), false);
  private final TableStateInternals internals =
      new TableStateInternals(
          new HeapKeyedState(
              "test",
              KeySpace.SINGLE,
              Budgets.ample(),
              RestoredState.nothing(),
              new InstanceRows(),
              null),
          holds);

  @BeforeEach
  void onKeyA() {
    internals.key(A);
  }

  @Test
  void aStateStaysOnItsKeyWhenTheInternalsMoveOn() {
    ValueState<String> ofA = internals.state(GLOBAL, VALUE);
    internals.key(B);
    ofA.write("x");
    assertEquals("b", internals.getKey());
    assertNull(internals.state(GLOBAL, VALUE).read());
    internals.key(A);
    assertEquals("x", internals.state(GLOBAL, VALUE).read());
  }

  @Test
  void systemStateAndUserStateOfTheSameIdAreApart() {
    internals.state(GLOBAL, VALUE).write("user");
    internals.state(GLOBAL, StateTags.makeSystemTagInternal(VALUE)).write("system");
    assertEquals("user", internals.state(GLOBAL, VALUE).read());
  }

  @Test
  void namespacesAreApartAndFoundAgainByValue() {
    internals.state(window(0), VALUE).write("first");
    assertNull(internals.state(SECOND, VALUE).read());
    assertNull(internals.state(GLOBAL, VALUE).read());
    assertNull(internals.state(trigger(0), VALUE).read());
    internals.state(trigger(0), VALUE).write("trigger");
    assertNull(internals.state(trigger(1), VALUE).read());
    assertEquals("first", internals.state(window(0), VALUE).read());
    assertEquals("trigger", internals.state(trigger(0), VALUE).read());
  }

  @Test
  void statesOfTheSameCellAreEqual() {
    assertEquals(internals.state(FIRST, BAG), internals.state(window(0), BAG));
    assertNotEquals(internals.state(FIRST, BAG), internals.state(SECOND, BAG));
    BagState<String> ofA = internals.state(FIRST, BAG);
    internals.key(B);
    assertNotEquals(ofA, internals.state(FIRST, BAG));
  }

  @Test
  void aBagMergedIntoItselfAndAnotherKeepsItsValues() {
    internals.state(FIRST, BAG).add("x");
    internals.state(SECOND, BAG).add("y");
    StateMerging.mergeBags(
        List.of(internals.state(FIRST, BAG), internals.state(SECOND, BAG)),
        internals.state(FIRST, BAG));
    assertEquals(List.of("x", "y"), ImmutableList.copyOf(internals.state(FIRST, BAG).read()));
    assertEquals(List.of(), ImmutableList.copyOf(internals.state(SECOND, BAG).read()));
  }

  @Test
  void aHoldMovesAsItsCombinerSaysAndGoesWhenCleared() {
    WatermarkHoldState latest =
        internals.state(
            FIRST, StateTags.watermarkStateInternal("latest", TimestampCombiner.LATEST));
    latest.add(new Instant(5));
    latest.add(new Instant(7));
    assertEquals(7, holds.minimum());
    WatermarkHoldState earliest =
        internals.state(
            FIRST, StateTags.watermarkStateInternal("earliest", TimestampCombiner.EARLIEST));
    earliest.add(new Instant(4));
    earliest.add(new Instant(6));
    assertEquals(4, holds.minimum());
    earliest.clear();
    assertEquals(7, holds.minimum());
    latest.clear();
    latest.clear();
    assertEquals(Holds.NONE, holds.minimum());
  }

  @Test
  void stateOfNoKeyIsRefused() {
    TableStateInternals onNoKey =
        new TableStateInternals(
            new HeapKeyedState(
                "test",
                KeySpace.SINGLE,
                Budgets.ample(),
                RestoredState.nothing(),
                new InstanceRows(),
                null),
            holds);
    assertThrows(IllegalStateException.class, () -> onNoKey.state(GLOBAL, VALUE));
  }

  private static StateNamespace window(long start) {
    return StateNamespaces.window(IntervalWindow.getCoder(), interval(start));
  }

  private static StateNamespace trigger(int index) {
    return StateNamespaces.windowAndTrigger(IntervalWindow.getCoder(), interval(0), index);
  }

  private static IntervalWindow interval(long start) {
    return new IntervalWindow(new Instant(start), new Instant(start + 10));
  }
}
