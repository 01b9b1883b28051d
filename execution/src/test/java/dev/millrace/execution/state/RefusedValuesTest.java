/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.collect.Iterables;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.InstanceRows;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.keying.Keyer;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.IterableCoder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.OrderedListState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.StateContexts;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/**
 * What the coder of a state does not take is refused when it is written, whatever becomes of it.
 */
@SuppressWarnings({"unchecked", "rawtypes"}) // values of a wrong class need raw types
class RefusedValuesTest {

  private static <S extends State> S state(StateSpec<S> spec) {
    UserState state =
        new UserState(
            new HeapKeyedState(
                "test",
                KeySpace.SINGLE,
                Budgets.ample(),
                RestoredState.nothing(),
                new InstanceRows(),
                null),
            Map.of("mine", spec),
            StateContexts.nullContext());
    state.target(new Keyer(StringUtf8Coder.of(), "test").key("a"), Namespace.GLOBAL);
    return (S) state.state("mine");
  }

  private static void assertRefused(Executable writing) {
    IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, writing);
    assertThat(
        refusal.getMessage(),
        allOf(containsString("State mine"), containsString("its coder VarLongCoder")));
  }

  @Test
  void aBagRefusesNullAndOtherClasses() {
    BagState bag = state(StateSpecs.bag(VarLongCoder.of()));
    assertRefused(() -> bag.add(null));
    assertRefused(() -> bag.add("one"));
    bag.add(1L);
    assertEquals(List.of(1L), bag.read());
  }

  @Test
  void aBagTakesNullIfItsCoderDoes() {
    BagState<Long> bag = state(StateSpecs.bag(NullableCoder.of(VarLongCoder.of())));
    bag.add(null);
    assertNull(bag.read().iterator().next());
  }

  @Test
  void aValueRefusesOtherClassesAndIsClearedByNull() {
    ValueState value = state(StateSpecs.value(VarLongCoder.of()));
    assertRefused(() -> value.write("one"));
    value.write(1L);
    value.write(null);
    assertNull(value.read());
  }

  @Test
  void aSetRefusesElements() {
    SetState set = state(StateSpecs.set(VarLongCoder.of()));
    assertRefused(() -> set.add("one"));
    assertRefused(() -> set.addIfAbsent(null));
  }

  @Test
  void aMapRefusesKeysAndValues() {
    MapState map = state(StateSpecs.map(VarLongCoder.of(), VarLongCoder.of()));
    assertRefused(() -> map.put("one", 1L));
    assertRefused(() -> map.put(1L, null));
    assertRefused(() -> map.computeIfAbsent(1L, key -> "one"));
    assertNull(map.get(1L).read());
  }

  @Test
  void aMultimapRefusesKeysAndValues() {
    MultimapState map = state(StateSpecs.multimap(VarLongCoder.of(), VarLongCoder.of()));
    assertRefused(() -> map.put(null, 1L));
    assertRefused(() -> map.put(1L, "one"));
  }

  @Test
  void anOrderedListRefusesValues() {
    OrderedListState list = state(StateSpecs.orderedList(VarLongCoder.of()));
    assertRefused(() -> list.add(TimestampedValue.of(null, Instant.EPOCH)));
  }

  @Test
  void anIterableThatIsMadeAnewEachTimeIsKeptAsItIsNow() {
    BagState<Iterable<Long>> bag = state(StateSpecs.bag(IterableCoder.of(VarLongCoder.of())));
    long[] factor = {2};
    bag.add(Iterables.transform(List.of(1L, 2L), number -> number * factor[0]));
    factor[0] = 100;
    assertEquals(List.of(2L, 4L), List.copyOf((List<Long>) bag.read().iterator().next()));
  }
}
