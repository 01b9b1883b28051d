/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.collect.ImmutableList;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.embedded.storage.HeapKeyedState;
import dev.millrace.execution.embedded.storage.InstanceRows;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.keying.Keyer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.MultimapState;
import org.apache.beam.sdk.state.ReadableState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateContext;
import org.apache.beam.sdk.state.StateContexts;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.CombineWithContext.CombineFnWithContext;
import org.apache.beam.sdk.transforms.CombineWithContext.Context;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;

class UserStateTest {
  private static final Keyer KEYER = new Keyer(StringUtf8Coder.of(), "test");
  private static final Key A = KEYER.key("a");
  private static final Key B = KEYER.key("b");
  private static final Namespace WINDOW = Namespace.of(GlobalWindow.INSTANCE);

  private final HeapKeyedState tables =
      new HeapKeyedState(
          "test",
          KeySpace.SINGLE,
          Budgets.ample(),
          RestoredState.nothing(),
          new InstanceRows(),
          null);
  private final UserState state = UserState.of(new Stateful(), tables, new NoSideInputs());

  @Test
  void aStateIsTheSameObjectOnEveryKey() {
    state.target(A, WINDOW);
    ValueState<String> value = value();
    value.write("of a");
    state.target(B, WINDOW);
    assertSame(value, value());
    assertNull(value.read());
    value.write("of b");
    state.target(A, WINDOW);
    assertEquals("of a", value.read());
  }

  @Test
  void windowsOfAKeyHaveTheirOwnState() {
    state.target(A, WINDOW);
    value().write("x");
    state.target(A, Namespace.GLOBAL);
    assertNull(value().read());
  }

  @Test
  void aStateThatWasNotDeclaredIsRefused() {
    IllegalArgumentException thrown =
        assertThrows(IllegalArgumentException.class, () -> state.state("unknown"));
    assertTrue(thrown.getMessage().contains("unknown"), thrown.getMessage());
  }

  @Test
  void stateOfNoKeyIsRefused() {
    assertThrows(IllegalStateException.class, () -> value().read());
  }

  @Test
  void clearEmptiesTheStatesOfTheTarget() {
    state.target(A, WINDOW);
    value().write("x");
    bag().add("x");
    state.target(B, WINDOW);
    bag().add("x");
    state.target(A, WINDOW);
    state.clear();
    assertNull(value().read());
    assertEquals(1, tables.size());
  }

  @Test
  void aDeferredReadStaysOnTheKeyItWasAskedForAndSeesLaterWrites() {
    state.target(A, WINDOW);
    final ReadableState<Boolean> bagEmpty = bag().isEmpty();
    final ReadableState<Boolean> mapEmpty = map().isEmpty();
    final ReadableState<Integer> one = map().get("one");
    final ReadableState<Integer> two = map().getOrDefault("two", -2);
    final ReadableState<Iterable<String>> keys = map().keys();
    final ReadableState<Iterable<Entry<String, Integer>>> pairs = multimap().entries();
    final ReadableState<Boolean> contains = set().contains(new byte[] {1});
    state.target(B, WINDOW);
    map().put("two", 22);
    multimap().put("b", 1);
    state.target(A, WINDOW);
    bag().add("x");
    map().put("one", 1);
    multimap().put("a", 1);
    set().add(new byte[] {1});
    state.target(B, WINDOW);

    assertFalse(bagEmpty.read());
    assertFalse(mapEmpty.readLater().read());
    assertEquals(1, one.read());
    assertEquals(-2, two.read());
    assertEquals(List.of("one"), ImmutableList.copyOf(keys.read()));
    assertEquals("[a=1]", pairs.read().toString());
    assertTrue(contains.read());
  }

  @Test
  void conditionalWritesHappenEvenIfTheAnswerIsNeverRead() {
    state.target(A, WINDOW);
    ReadableState<Integer> before = map().computeIfAbsent("k", k -> 1);
    ReadableState<Integer> between = map().putIfAbsent("k", 2);
    ReadableState<Boolean> added = set().addIfAbsent(new byte[] {1});
    ReadableState<Boolean> addedAgain = set().addIfAbsent(new byte[] {1});

    assertEquals(1, map().get("k").read());
    assertNull(before.read());
    assertEquals(1, between.read());
    assertTrue(added.read());
    assertFalse(addedAgain.read());
  }

  @Test
  void aSetTellsElementsApartByTheirEncodedForm() {
    state.target(A, WINDOW);
    set().add(new byte[] {1});
    set().add(new byte[] {1});
    set().add(new byte[] {2});
    assertEquals(2, ImmutableList.copyOf(set().read()).size());
    set().remove(new byte[] {1});
    set().remove(new byte[] {2});
    assertTrue(set().isEmpty().read());
    assertEquals(0, tables.size());
  }

  @Test
  void whatAStateAnsweredDoesNotChange() {
    state.target(A, WINDOW);
    bag().add("x");
    map().put("k", 1);
    final Iterable<String> inBag = bag().read();
    final Iterable<Integer> inMap = map().values().read();
    bag().add("y");
    map().put("k", 2);
    assertEquals(List.of("x"), ImmutableList.copyOf(inBag));
    assertEquals(List.of(1), ImmutableList.copyOf(inMap));
  }

  @Test
  void anAccumulatorHandedOutIsNotTheOneInTheState() {
    state.target(A, WINDOW);
    combining().add(1);
    combining().getAccum().add(99);
    combining().read().add(99);
    List<Integer> mine = new ArrayList<>(List.of(2));
    combining().addAccum(mine);
    mine.add(99);
    combining().mergeAccumulators(List.of(combining().getAccum(), mine));
    assertEquals(List.of(1, 2), combining().read());

    combining().clear();
    assertTrue(combining().isEmpty().read());
    assertEquals(List.of(), combining().read());
    combining().addAccum(mine);
    mine.add(99);
    assertEquals(List.of(2, 99), combining().read());
  }

  @Test
  void aCombineFunctionWithContextSeesOptions() {
    state.target(A, WINDOW);
    @SuppressWarnings("unchecked") // as declared
    CombiningState<Integer, List<Integer>, String> contextual =
        (CombiningState<Integer, List<Integer>, String>) state.state("contextual");
    contextual.add(1);
    assertEquals("the job [1]", contextual.read());
  }

  @Test
  void aCombineFunctionThatAsksForMoreThanItsContextHasFails() {
    UserState without =
        UserState.of(
            new Stateful(),
            new HeapKeyedState(
                "t",
                KeySpace.SINGLE,
                Budgets.ample(),
                RestoredState.nothing(),
                new InstanceRows(),
                null),
            noContext());
    without.target(A, WINDOW);
    @SuppressWarnings("unchecked") // as declared
    CombiningState<Integer, List<Integer>, String> contextual =
        (CombiningState<Integer, List<Integer>, String>) without.state("contextual");
    assertThrows(IllegalArgumentException.class, contextual::read);
  }

  private static StateContext<?> noContext() {
    return StateContexts.nullContext();
  }

  @SuppressWarnings("unchecked") // as declared
  private ValueState<String> value() {
    return (ValueState<String>) state.state("value");
  }

  @SuppressWarnings("unchecked") // as declared
  private BagState<String> bag() {
    return (BagState<String>) state.state("bag");
  }

  @SuppressWarnings("unchecked") // as declared
  private MapState<String, Integer> map() {
    return (MapState<String, Integer>) state.state("map");
  }

  @SuppressWarnings("unchecked") // as declared
  private MultimapState<String, Integer> multimap() {
    return (MultimapState<String, Integer>) state.state("multimap");
  }

  @SuppressWarnings("unchecked") // as declared
  private SetState<byte[]> set() {
    return (SetState<byte[]>) state.state("set");
  }

  @SuppressWarnings("unchecked") // as declared
  private CombiningState<Integer, List<Integer>, List<Integer>> combining() {
    return (CombiningState<Integer, List<Integer>, List<Integer>>) state.state("combining");
  }

  private static final class Stateful extends DoFn<KV<String, String>, String> {
    private static final Coder<List<Integer>> INTEGERS = ListCoder.of(VarIntCoder.of());

    @StateId("value")
    private final StateSpec<ValueState<String>> value = StateSpecs.value(StringUtf8Coder.of());

    @StateId("bag")
    private final StateSpec<BagState<String>> bag = StateSpecs.bag(StringUtf8Coder.of());

    @StateId("map")
    private final StateSpec<MapState<String, Integer>> map =
        StateSpecs.map(StringUtf8Coder.of(), VarIntCoder.of());

    @StateId("multimap")
    private final StateSpec<MultimapState<String, Integer>> multimap =
        StateSpecs.multimap(StringUtf8Coder.of(), VarIntCoder.of());

    @StateId("set")
    private final StateSpec<SetState<byte[]>> set = StateSpecs.set(ByteArrayCoder.of());

    @StateId("combining")
    private final StateSpec<CombiningState<Integer, List<Integer>, List<Integer>>> combining =
        StateSpecs.combining(INTEGERS, new Concatenate());

    @StateId("contextual")
    private final StateSpec<CombiningState<Integer, List<Integer>, String>> contextual =
        StateSpecs.combining(INTEGERS, new Contextual());

    @ProcessElement
    public void process() {}
  }

  /** Changes and hands out whatever accumulator it can lay hands on. */
  static final class Concatenate extends CombineFn<Integer, List<Integer>, List<Integer>> {
    @Override
    public List<Integer> createAccumulator() {
      return new ArrayList<>();
    }

    @Override
    public List<Integer> addInput(List<Integer> accumulator, Integer input) {
      accumulator.add(input);
      return accumulator;
    }

    @Override
    public List<Integer> mergeAccumulators(Iterable<List<Integer>> accumulators) {
      List<Integer> first = null;
      for (List<Integer> accumulator : accumulators) {
        if (first == null) {
          first = accumulator;
        } else {
          first.addAll(accumulator);
        }
      }
      return first;
    }

    @Override
    public List<Integer> extractOutput(List<Integer> accumulator) {
      return accumulator;
    }
  }

  private static final class Contextual
      extends CombineFnWithContext<Integer, List<Integer>, String> {
    private final Concatenate plain = new Concatenate();

    @Override
    public List<Integer> createAccumulator(Context context) {
      return plain.createAccumulator();
    }

    @Override
    public List<Integer> addInput(List<Integer> accumulator, Integer input, Context context) {
      return plain.addInput(accumulator, input);
    }

    @Override
    public List<Integer> mergeAccumulators(Iterable<List<Integer>> accumulators, Context context) {
      return plain.mergeAccumulators(accumulators);
    }

    @Override
    public String extractOutput(List<Integer> accumulator, Context context) {
      return context.getPipelineOptions().getJobName() + " " + accumulator;
    }
  }

  private static final class NoSideInputs implements StateContext<BoundedWindow> {
    @Override
    public PipelineOptions getPipelineOptions() {
      PipelineOptions options = PipelineOptionsFactory.create();
      options.setJobName("the job");
      return options;
    }

    @Override
    public <T> T sideInput(PCollectionView<T> view) {
      throw new IllegalArgumentException("No side input " + view);
    }

    @Override
    public BoundedWindow window() {
      return GlobalWindow.INSTANCE;
    }
  }
}
