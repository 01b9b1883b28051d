package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

  @Test
  void aThousandTransformsInARow() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers = pipeline.apply(Create.of(1L, 2L, 3L));
    for (int i = 0; i < 1_000; i++) {
      numbers = numbers.apply("Increment " + i, ParDo.of(new Increment()));
    }
    PAssert.that(numbers).containsInAnyOrder(1_001L, 1_002L, 1_003L);

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
  void fiveHundredRoots() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollectionList<Long> roots = PCollectionList.empty(pipeline);
    for (long i = 0; i < 500; i++) {
      roots = roots.and(pipeline.apply("Root " + i, Create.of(i)));
    }
    PCollection<Long> all = roots.apply(Flatten.pCollections());
    PAssert.thatSingleton(all.apply(Sum.longsGlobally())).isEqualTo(500L * 499 / 2);

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
  void twoHundredConsumersOfOneCollection() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=2");
    PCollection<Long> numbers = pipeline.apply(Create.of(0L)).apply(ParDo.of(new FanOut(100)));
    PCollectionList<Long> branches = PCollectionList.empty(pipeline);
    for (int i = 0; i < 200; i++) {
      branches = branches.and(numbers.apply("Branch " + i, ParDo.of(new Increment())));
    }
    PAssert.thatSingleton(branches.apply(Flatten.pCollections()).apply(Sum.longsGlobally()))
        .isEqualTo(200L * (100L * 101 / 2));

    assertEquals(State.DONE, pipeline.run().getState());
  }
}
