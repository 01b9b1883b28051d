package dev.millrace.execution.stage.group;

import static dev.millrace.execution.harness.Elements.in;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.Conditions;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every special way of grouping must do as the general one does on elements, late ones too, and
 * watermarks at random: the same panes and the same watermark after every step, as many dropped.
 */
class GroupingPathsTest {
  private static final int STEPS = 60;
  private static final int SEEDS = Integer.getInteger("grouping.seeds", 20);

  static Stream<Arguments> cases() {
    List<WindowFn<?, IntervalWindow>> windowFns =
        List.of(
            FixedWindows.of(Duration.millis(10)),
            SlidingWindows.of(Duration.millis(12)).every(Duration.millis(5)),
            Sessions.withGapDuration(Duration.millis(7)));
    return windowFns.stream()
        .flatMap(fn -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(fn, seed)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void allWaysOfGroupingAgree(WindowFn<?, IntervalWindow> windowFn, int seed) throws Exception {
    // In what order a session has the values of those that it was merged from is not promised.
    Aggregation aggregation =
        seed % 2 == 0 && !(windowFn instanceof Sessions)
            ? Groupings.VALUES
            : new Aggregation.Combine(Groupings.combine(Sum.ofIntegers()));
    List<Object> expected =
        script(GroupingPath.GENERAL, aggregation, windowFn, seed).marks(Conditions.ONE_BY_ONE);
    for (Conditions conditions : Conditions.values()) {
      assertEquals(
          expected, script(special(windowFn), aggregation, windowFn, seed).marks(conditions));
      assertEquals(
          expected, script(GroupingPath.GENERAL, aggregation, windowFn, seed).marks(conditions));
    }
  }

  private static GroupingPath special(WindowFn<?, ?> fn) {
    return fn instanceof Sessions ? GroupingPath.SESSION_LISTS : GroupingPath.WINDOW_TABLE;
  }

  private static OperatorHarness script(
      GroupingPath path, Aggregation aggregation, WindowFn<?, IntervalWindow> fn, int seed) {
    OperatorHarness harness = Groupings.of(path, aggregation, WindowingStrategy.of(fn));
    Random random = new Random(seed);
    long watermark = 0;
    for (int i = 0; i < STEPS; i++) {
      if (random.nextInt(4) == 0) {
        watermark += 1 + random.nextInt(12);
        harness.watermark(watermark).mark();
      } else {
        long millis = watermark - 10 + random.nextInt(40);
        Object value = aggregation == Groupings.VALUES ? "v" + i : (Object) i;
        harness.elements(in(windows(fn, millis), millis, KV.of("k" + random.nextInt(3), value)));
      }
    }
    return harness;
  }

  private static List<IntervalWindow> windows(WindowFn<?, IntervalWindow> fn, long millis) {
    if (fn instanceof FixedWindows fixed) {
      return List.of(fixed.assignWindow(new Instant(millis)));
    }
    if (fn instanceof Sessions sessions) {
      Instant timestamp = new Instant(millis);
      return List.of(new IntervalWindow(timestamp, sessions.getGapDuration()));
    }
    SlidingWindows sliding = (SlidingWindows) fn;
    return new ArrayList<>(sliding.assignWindows(new Instant(millis)));
  }
}
