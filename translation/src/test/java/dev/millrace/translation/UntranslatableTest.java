/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.plan.Offence;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.CannotProvideCoderException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CoderRegistry;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.io.BoundedSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Filter;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SerializableFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of transforms that cannot be translated because of the user's code. */
class UntranslatableTest {
  private final Pipeline pipeline = Pipelines.create();

  /** A connection to somewhere. */
  static final class Client {}

  private List<Offence> offences() {
    return assertThrows(UnsupportedPipelineException.class, () -> Pipelines.translate(pipeline))
        .offences();
  }

  private void assertOffence(String transform, String problem, String remedy) {
    List<Offence> offences = offences();
    assertEquals(1, offences.size(), offences::toString);
    Offence offence = offences.get(0);
    assertEquals(transform, offence.transform());
    assertTrue(offence.problem().contains(problem), offence.problem());
    assertTrue(offence.remedy().contains(remedy), offence.remedy());
  }

  private PCollection<Integer> numbers() {
    return pipeline.apply("Numbers", Create.of(1, 2));
  }

  static class WithClient extends DoFn<Integer, Integer> {
    @SuppressWarnings("UnusedVariable") // it is serialised
    private final Object client;

    WithClient(Object client) {
      this.client = client;
    }

    @ProcessElement
    public void processElement() {}
  }

  @Test
  void fieldOfADoFnIsNamed() {
    numbers().apply("Step", ParDo.of(new WithClient(new Client())));

    assertOffence(
        "Step/ParMultiDo(WithClient)",
        "its DoFn cannot be serialised: UntranslatableTest$WithClient.client is of class"
            + " dev.millrace.translation.UntranslatableTest$Client, which is not Serializable",
        "Make the field transient and create what it holds in @Setup, or make"
            + " dev.millrace.translation.UntranslatableTest$Client Serializable");
  }

  @Test
  void wayThroughCollectionsMapsAndArraysIsNamed() {
    Object held =
        new ArrayList<>(List.of(1, Collections.singletonMap("a", new Object[] {new Client()})));
    numbers().apply("Step", ParDo.of(new WithClient(held)));

    assertOffence(
        "Step/ParMultiDo(WithClient)", "WithClient.client[1][0][0] is of class", "@Setup");
  }

  @Test
  void everyTransformIsToldAndTheFirstCauseKept() {
    Client shared = new Client();
    numbers().apply("One", ParDo.of(new WithClient(shared)));
    numbers2().apply("Two", ParDo.of(new WithClient(shared)));

    UnsupportedPipelineException e =
        assertThrows(UnsupportedPipelineException.class, () -> Pipelines.translate(pipeline));

    assertEquals(
        List.of("One/ParMultiDo(WithClient)", "Two/ParMultiDo(WithClient)"),
        e.offences().stream().map(Offence::transform).toList());
    assertInstanceOf(NotSerializableException.class, e.getCause());
    assertSame(e.offences().get(1).cause(), e.getSuppressed()[0]);
  }

  private PCollection<Integer> numbers2() {
    return pipeline.apply("Numbers2", Create.of(1, 2));
  }

  /** Not Serializable, and taken along by what is made in it. */
  static final class Outer {
    private final int factor = 2;

    DoFn<Integer, Integer> anonymous() {
      return new DoFn<Integer, Integer>() {
        @ProcessElement
        public void processElement(@Element Integer element, OutputReceiver<Integer> output) {
          output.output(element * factor);
        }
      };
    }

    SerializableFunction<Integer, Integer> lambda() {
      return element -> element * this.times();
    }

    private int times() {
      return factor;
    }
  }

  @Test
  void enclosingInstanceOfAnAnonymousClassIsNamed() {
    numbers().apply("Step", ParDo.of(new Outer().anonymous()));

    assertOffence(
        "Step/ParMultiDo(Anonymous)",
        "UntranslatableTest$Outer$1.enclosing UntranslatableTest$Outer is of class",
        "make it a static nested class");
  }

  @Test
  void enclosingInstanceOfALambdaIsNamed() {
    numbers().apply("Step", MapElements.into(TypeDescriptors.integers()).via(new Outer().lambda()));

    assertOffence(
        "Step/Map/ParMultiDo(Anonymous)",
        "enclosing UntranslatableTest$Outer is of class",
        "copy them to local variables");
  }

  @Test
  void valueThatALambdaCapturesIsNamed() {
    Client client = new Client();
    numbers().apply("Step", Filter.by(element -> client.hashCode() == element));

    assertOffence(
        "Step/ParDo(Anonymous)/ParMultiDo(Anonymous)",
        "(captured value) is of class",
        "Create what is captured within the function");
  }

  static final class FailingFn extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement() {}

    private void writeObject(ObjectOutputStream out) throws IOException {
      throw new IOException("the disk is full");
    }
  }

  @Test
  void failureOfTheUsersOwnSerialisationIsNamed() {
    numbers().apply("Step", ParDo.of(new FailingFn()));

    assertOffence(
        "Step/ParMultiDo(Failing)",
        "its DoFn cannot be serialised: java.io.IOException: the disk is full",
        "Mend what throws this");
  }

  static final class Chain implements Serializable {
    @SuppressWarnings("UnusedVariable") // it is serialised
    private final Chain next;

    Chain(Chain next) {
      this.next = next;
    }
  }

  @Test
  void objectsNestedTooDeeplyForTheStackAreNamed() {
    Chain chain = null;
    for (int i = 0; i < 100_000; i++) {
      chain = new Chain(chain);
    }
    numbers().apply("Step", ParDo.of(new WithClient(chain)));

    assertOffence("Step/ParMultiDo(WithClient)", "nested too deeply", "more stack");
  }

  /** Can be serialised when the pipeline is made, as Beam makes sure, and not any more later. */
  static final class Fickle implements Serializable {
    private static boolean broken;

    private void writeObject(ObjectOutputStream out) throws IOException {
      if (broken) {
        throw new IOException("not any more");
      }
    }
  }

  @AfterEach
  void mend() {
    Fickle.broken = false;
  }

  static final class FickleSum extends Combine.BinaryCombineIntegerFn {
    private final Fickle fickle = new Fickle();

    @Override
    public int apply(int left, int right) {
      return left + right;
    }

    @Override
    public int identity() {
      return fickle == null ? 1 : 0;
    }
  }

  @Test
  void combineFunctionIsToldOnceAndOfTheOutermostCombine() {
    numbers().apply("Sum", Combine.globally(new FickleSum()).withoutDefaults());
    Fickle.broken = true;

    assertOffence(
        "Sum", "its combine function cannot be serialised: java.io.IOException: not any more", "");
  }

  /** A combine function without accumulator coder. */
  static final class Uncoded extends Combine.CombineFn<Integer, Object, Integer> {
    @Override
    public Object createAccumulator() {
      return 0;
    }

    @Override
    public Object addInput(Object accumulator, Integer input) {
      return input;
    }

    @Override
    public Object mergeAccumulators(Iterable<Object> accumulators) {
      return 0;
    }

    @Override
    public Integer extractOutput(Object accumulator) {
      return 0;
    }

    @Override
    public Coder<Integer> getDefaultOutputCoder(CoderRegistry registry, Coder<Integer> input) {
      return VarIntCoder.of();
    }

    @Override
    public Coder<Object> getAccumulatorCoder(CoderRegistry registry, Coder<Integer> input)
        throws CannotProvideCoderException {
      throw new CannotProvideCoderException("there is none for objects");
    }
  }

  @Test
  void missingAccumulatorCoderIsNamed() {
    pipeline.apply("Pairs", Create.of(KV.of("a", 1))).apply("Fold", Combine.perKey(new Uncoded()));

    assertOffence("Fold", "there is none for objects", "getAccumulatorCoder");
  }

  static final class NumberWithClient extends CustomCoder<Integer> {
    @SuppressWarnings("UnusedVariable") // it is serialised
    private final Client client = new Client();

    @Override
    public void encode(Integer value, OutputStream out) throws CoderException, IOException {
      VarIntCoder.of().encode(value, out);
    }

    @Override
    public Integer decode(InputStream in) throws CoderException, IOException {
      return VarIntCoder.of().decode(in);
    }

    @Override
    public void verifyDeterministic() {}
  }

  @Test
  void coderIsToldOnceAndOfTheProducer() {
    PCollection<Integer> coded =
        numbers().apply("Make", ParDo.of(new WithClient(null))).setCoder(new NumberWithClient());
    coded.apply("Read", ParDo.of(new WithClient(null))).setCoder(VarIntCoder.of());

    assertOffence(
        "Make/ParMultiDo(WithClient)",
        "the coder of Make/ParMultiDo(WithClient).output cannot be serialised:"
            + " UntranslatableTest$NumberWithClient.client is of class",
        "when it is first used");
  }

  static final class WindowsWithClient extends PartitioningWindowFn<Object, IntervalWindow> {
    private final Client client = new Client();

    @Override
    public IntervalWindow assignWindow(Instant timestamp) {
      return new IntervalWindow(timestamp, timestamp.plus(client.hashCode()));
    }

    @Override
    @SuppressWarnings("deprecation") // deprecated, and abstract
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof WindowsWithClient;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }
  }

  @Test
  void windowFunctionIsNamed() {
    numbers().apply("Windows", Window.into(new WindowsWithClient()));

    assertOffence(
        "Windows/Window.Assign",
        "its window function cannot be serialised: UntranslatableTest$WindowsWithClient.client is",
        "when it is first used");
  }

  static final class FickleSource extends BoundedSource<Integer> {
    private final Fickle fickle = new Fickle();

    @Override
    public List<BoundedSource<Integer>> split(long size, PipelineOptions options) {
      return List.of(this);
    }

    @Override
    public long getEstimatedSizeBytes(PipelineOptions options) {
      return fickle == null ? 1 : 0;
    }

    @Override
    public BoundedReader<Integer> createReader(PipelineOptions options) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Coder<Integer> getOutputCoder() {
      return VarIntCoder.of();
    }
  }

  @Test
  void sourceIsNamed() {
    pipeline.apply("Source", Read.from(new FickleSource()));
    Fickle.broken = true;

    assertOffence(
        "Source",
        "its source cannot be serialised: java.io.IOException: not any more",
        "Mend what throws this");
  }

  static final class StateWithClient extends DoFn<KV<String, Integer>, Integer> {
    @StateId("state")
    private final StateSpec<ValueState<Integer>> state = StateSpecs.value(new NumberWithClient());

    @ProcessElement
    public void processElement(@StateId("state") ValueState<Integer> value) {}
  }

  @Test
  void coderOfStateIsNamed() {
    pipeline
        .apply("Pairs", Create.of(KV.of("a", 1)))
        .apply("Stateful", ParDo.of(new StateWithClient()));

    assertOffence("Stateful/ParMultiDo(StateWithClient)", ".client is of class", "@Setup");
  }

  static final class Restricted extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement(RestrictionTracker<OffsetRange, Long> tracker) {}

    @GetInitialRestriction
    public OffsetRange restriction() {
      return new OffsetRange(0, 1);
    }

    @GetRestrictionCoder
    public Coder<OffsetRange> coder() {
      throw new IllegalStateException("no coder today");
    }
  }

  @Test
  void restrictionCoderThatCannotBeHadIsNamed() {
    numbers().apply("Split", ParDo.of(new Restricted())).setCoder(VarIntCoder.of());

    assertOffence("Split/ParMultiDo(Restricted)", "no coder today", "Mend what throws this");
  }

  static final class Undisplayable extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement() {}

    @Override
    public void populateDisplayData(DisplayData.Builder builder) {
      throw new IllegalStateException("nothing to see");
    }
  }

  @Test
  void displayDataThatThrowsIsNamedOnce() {
    numbers().apply("Step", ParDo.of(new Undisplayable()));

    assertOffence("Step", "nothing to see", "Mend what throws this");
  }

  static final class FailingCoder extends CustomCoder<Integer> {
    @Override
    public void encode(Integer value, OutputStream out) throws CoderException {
      throw new CoderException("cannot encode " + value);
    }

    @Override
    public Integer decode(InputStream in) {
      return 0;
    }
  }

  @Test
  void elementOfATestStreamThatCannotBeEncodedIsNamed() {
    pipeline.apply(
        "Stream",
        TestStream.create(new FailingCoder()).addElements(7).advanceWatermarkToInfinity());

    assertOffence("Stream", "cannot encode 7", "Mend what throws this");
  }

  @Test
  void faultsOfAllKindsAreToldAtOnce() {
    numbers().apply("Step", ParDo.of(new WithClient(new Client())));
    pipeline.apply("Source", Read.from(new FickleSource()));
    pipeline
        .apply("Others", Create.of(1.5d))
        .apply("Sorted", ParDo.of(new UnsupportedPipelineTest.Sorted<>()));
    pipeline
        .apply("Pairs", Create.of(KV.of("a", 1)))
        .apply("Windows", Window.into(FixedWindows.of(Duration.millis(1))))
        .apply("Sum", Sum.integersPerKey());

    Fickle.broken = true;

    assertEquals(3, offences().size());
  }

  @Test
  void mapOfEnvironmentIsNoConcern() {
    Map<String, String> environment = new HashMap<>(Map.of("a", "b"));
    numbers().apply("Step", ParDo.of(new WithClient(environment)));

    assertEquals(1, Pipelines.translate(pipeline).stages().size());
  }
}
