package dev.millrace.translation;

import static dev.millrace.translation.graph.StageGraphAssertions.assertSound;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.graph.StageGraphPrinter;
import java.time.Duration;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.junit.jupiter.api.Test;

class LargePipelineTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private final Pipeline pipeline = Pipelines.create();

  static final class Same extends DoFn<Integer, Integer> {
    @ProcessElement
    public void processElement() {}
  }

  static final class Nested extends PTransform<PCollection<Integer>, PCollection<Integer>> {
    private final int depth;

    private Nested(int depth) {
      this.depth = depth;
    }

    @Override
    public PCollection<Integer> expand(PCollection<Integer> input) {
      return depth == 0
          ? input.apply("Leaf", ParDo.of(new Same()))
          : input.apply("In", new Nested(depth - 1));
    }
  }

  @Test
  void chainOfThousandParDosIsOneStage() {
    PCollection<Integer> numbers = pipeline.apply("Source", Create.of(1, 2));
    for (int i = 0; i < 1000; i++) {
      numbers = numbers.apply("Step" + i, ParDo.of(new Same()));
    }

    StageGraph graph =
        assertTimeoutPreemptively(LIMIT, () -> assertSound(Pipelines.translate(pipeline)));

    assertEquals(1, graph.stages().size());
    assertEquals(1001, graph.stages().get(0).operators().size());
    StageGraphPrinter.text(graph);
  }

  @Test
  void fiveHundredSourcesFlowIntoOneGrouping() {
    PCollectionList<Integer> sources = PCollectionList.empty(pipeline);
    for (int i = 0; i < 500; i++) {
      sources = sources.and(pipeline.apply("Source" + i, Create.of(i, i)));
    }
    sources
        .apply("Flat", Flatten.pCollections())
        .apply("Keys", WithKeys.of("key"))
        .apply("Group", GroupByKey.create());

    StageGraph graph =
        assertTimeoutPreemptively(LIMIT, () -> assertSound(Pipelines.translate(pipeline)));

    assertEquals(502, graph.stages().size());
    assertEquals(501, graph.edges().size());
  }

  @Test
  void deeplyNestedCompositeIsReadThrough() {
    pipeline.apply("Source", Create.of(1, 2)).apply("Nest", new Nested(200));

    assertEquals(2, Pipelines.translate(pipeline).stages().get(0).operators().size());
  }
}
