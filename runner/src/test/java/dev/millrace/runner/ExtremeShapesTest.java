/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestStream;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines that are deeper, wider or more prolific than any sensible one. */
@Timeout(180)
class ExtremeShapesTest {

  /** Adds one. */
  static final class Increment extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      output.output(element + 1);
    }
  }

  private static PCollection<Long> increments(PCollection<Long> input, String name, int count) {
    PCollection<Long> numbers = input;
    for (int i = 0; i < count; i++) {
      numbers = numbers.apply(name + i, ParDo.of(new Increment()));
    }
    return numbers;
  }

  @ParameterizedTest
  @ValueSource(ints = {2_000, 10_000})
  void thousandsOfTransformsInARow(int count) {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers =
        increments(pipeline.apply(Create.of(1L, 2L, 3L)), "Increment ", count);
    PAssert.that(numbers).containsInAnyOrder(count + 1L, count + 2L, count + 3L);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  /** Passes on what comes in the order of the numbers, and refuses anything else. */
  static final class InOrder extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private transient long next;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      assertEquals(next++, element);
      output.output(element);
    }
  }

  @Test
  void elementsOfATestStreamKeepTheirOrderThroughADeepChain() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    TestStream.Builder<Long> stream = TestStream.create(VarLongCoder.of());
    for (long i = 0; i < 1_000; i++) {
      stream = stream.addElements(i - 450);
    }
    PCollection<Long> numbers =
        increments(pipeline.apply(stream.advanceWatermarkToInfinity()), "Increment ", 450)
            .apply("In order", ParDo.of(new InOrder()));
    PAssert.that(numbers).containsInAnyOrder(LongStream.range(0, 1_000).boxed().toList());

    assertEquals(State.DONE, pipeline.run().getState());
  }

  /** Recurses as deeply as a parser of users might, and emits from down there. */
  static final class EmitFromTheDeep extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long element, OutputReceiver<Long> output) {
      descend(20, element, output);
    }

    private static void descend(int depth, long element, OutputReceiver<Long> output) {
      if (depth == 0) {
        Stream.of(element).map(value -> value + 1).forEach(output::output);
      } else {
        descend(depth - 1, element, output);
      }
    }
  }

  @Test
  void aDeepChainLeavesStackToTheFunctions() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers = pipeline.apply(Create.of(1L, 2L, 3L));
    for (int i = 0; i < 500; i++) {
      numbers = numbers.apply("Emit " + i, ParDo.of(new EmitFromTheDeep()));
    }
    PAssert.that(numbers).containsInAnyOrder(501L, 502L, 503L);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  /** Composites within composites. */
  static final class Nested extends PTransform<PCollection<Long>, PCollection<Long>> {
    private static final long serialVersionUID = 1L;
    private final int depth;

    Nested(int depth) {
      this.depth = depth;
    }

    @Override
    public PCollection<Long> expand(PCollection<Long> input) {
      return depth == 0
          ? input.apply("Leaf", ParDo.of(new Increment()))
          : input.apply("In", new Nested(depth - 1));
    }
  }

  @Test
  void compositesNestedFiveHundredDeep() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PAssert.that(pipeline.apply(Create.of(1L, 2L)).apply("Nest", new Nested(500)))
        .containsInAnyOrder(2L, 3L);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  /** Adds up side inputs. */
  static final class SumOfSideInputs extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final List<PCollectionView<Long>> views;

    SumOfSideInputs(List<PCollectionView<Long>> views) {
      this.views = views;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(views.stream().mapToLong(context::sideInput).sum());
    }
  }

  @Test
  void aThousandSideInputs() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    List<PCollectionView<Long>> views = new ArrayList<>();
    PCollection<Long> numbers = pipeline.apply(Create.of(0L));
    for (int i = 0; i < 1_000; i++) {
      views.add(
          numbers
              .apply("Increment " + i, ParDo.of(new Increment()))
              .apply("View " + i, View.asSingleton()));
    }
    PAssert.that(numbers.apply("Sum", ParDo.of(new SumOfSideInputs(views)).withSideInputs(views)))
        .containsInAnyOrder(1_000L);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void aHundredExchangesInARow() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers = pipeline.apply(Create.of(1L, 2L, 3L));
    for (int i = 0; i < 100; i++) {
      numbers =
          numbers
              .apply("Reshuffle " + i, Reshuffle.viaRandomKey())
              .apply("Increment " + i, ParDo.of(new Increment()));
    }
    PAssert.that(numbers).containsInAnyOrder(101L, 102L, 103L);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void twoThousandRoots() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollectionList<Long> roots = PCollectionList.empty(pipeline);
    for (long i = 0; i < 2_000; i++) {
      roots = roots.and(pipeline.apply("Root " + i, Create.of(i)));
    }
    PCollection<Long> all = roots.apply(Flatten.pCollections());
    PAssert.thatSingleton(all.apply(Sum.longsGlobally())).isEqualTo(2_000L * 1_999 / 2);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  /** Emits many elements for each. */
  static final class FanOut extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final long count;

    FanOut(long count) {
      this.count = count;
    }

    @ProcessElement
    public void process(OutputReceiver<Long> output) {
      for (long i = 0; i < count; i++) {
        output.output(i);
      }
    }
  }

  @Test
  void twoMillionElementsOutOfOne() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers =
        pipeline
            .apply(Create.of(0L))
            .apply(ParDo.of(new FanOut(2_000_000)))
            .apply(Reshuffle.viaRandomKey());
    PAssert.thatSingleton(numbers.apply(Count.globally())).isEqualTo(2_000_000L);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void twoThousandConsumersOfOneCollection() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers = pipeline.apply(Create.of(0L)).apply(ParDo.of(new FanOut(100)));
    PCollectionList<Long> branches = PCollectionList.empty(pipeline);
    for (int i = 0; i < 2_000; i++) {
      branches = branches.and(numbers.apply("Branch " + i, ParDo.of(new Increment())));
    }
    PAssert.thatSingleton(branches.apply(Flatten.pCollections()).apply(Sum.longsGlobally()))
        .isEqualTo(2_000L * (100L * 101 / 2));

    assertEquals(State.DONE, pipeline.run().getState());
  }
}
