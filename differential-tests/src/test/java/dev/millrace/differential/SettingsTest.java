package dev.millrace.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.differential.generate.RandomPipelines;
import dev.millrace.differential.run.Outcome;
import dev.millrace.differential.run.Side;
import dev.millrace.differential.spec.RandomPipeline;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random pipelines come to the same whatever is in memory, and however many instances there are. */
class SettingsTest {
  private static final int BRANCHES = 16;
  private static final int SEEDS = 6;
  private static final int FIRST_SEED = 1_001;
  private static final int SHARE_OF_HEAP = -1;

  static IntStream seeds() {
    return IntStream.range(FIRST_SEED, FIRST_SEED + SEEDS);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void neitherMemoryNorParallelismChangesTheOutcome(int seed) {
    RandomPipeline pipeline = RandomPipelines.of(seed, BRANCHES);
    Outcome usual = Side.onMillrace(pipeline, 1, SHARE_OF_HEAP);
    for (int parallelism : new int[] {1, 2, 4}) {
      assertEquals(
          usual, Side.onMillrace(pipeline, parallelism, 0), "on file, parallelism " + parallelism);
    }
    assertEquals(usual, Side.onMillrace(pipeline, 4, SHARE_OF_HEAP), "parallelism 4");
  }
}
