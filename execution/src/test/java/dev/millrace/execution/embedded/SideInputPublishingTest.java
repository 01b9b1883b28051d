package dev.millrace.execution.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.Fakes.Numbers;
import dev.millrace.execution.embedded.Fakes.Pass;
import dev.millrace.execution.embedded.schedule.ThreadKind;
import dev.millrace.execution.host.Key;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stage that waits for a side input that another one fills. */
class SideInputPublishingTest {
  private static final PCollectionView<Iterable<Integer>> VIEW =
      Pipeline.create().apply(Create.empty(VarIntCoder.of())).apply(View.asIterable());

  private final Collection<Object> values = Fakes.values();
  private final Graphs graphs = new Graphs();

  @AfterEach
  void noThreadIsLeft() {
    TestThreads.assertNone();
  }

  static Stream<JobSettings> settings() {
    return Stream.of(
        JobSettings.defaults(1),
        JobSettings.defaults(4),
        JobSettings.defaults(4).with(ThreadKind.INLINE));
  }

  /** Gathers all its input and publishes it at the end, if there is any. */
  private static final class Publish extends FakeStage {
    private final List<Object> contents = new ArrayList<>();

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      contents.add(element.getValue());
    }

    @Override
    public void inputWatermark(long millis) throws Exception {
      super.inputWatermark(millis);
      host.sideInputs().watermark(VIEW, millis);
      if (millis == MAX && !contents.isEmpty()) {
        host.sideInputs().publish(VIEW, GlobalWindow.INSTANCE, PaneInfo.NO_FIRING, contents);
      }
    }
  }

  /** Keeps elements until the side input is ready, and then counts what is in it. */
  private final class Consume extends FakeStage {
    private final ArrayDeque<WindowedValue<?>> waiting = new ArrayDeque<>();

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      super.element(collection, key, element);
      waiting.add(element);
      if (host.sideInputs().ready(VIEW, GlobalWindow.INSTANCE)) {
        release();
      } else {
        host.sideInputs().await(VIEW, GlobalWindow.INSTANCE);
      }
    }

    @Override
    public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {
      super.sideInputReady(view, window);
      release();
    }

    private void release() {
      while (!waiting.isEmpty()) {
        begin();
        emit(waiting.remove());
        int size = 0;
        for (Integer ignored : host.sideInputs().get(VIEW, GlobalWindow.INSTANCE)) {
          size++;
        }
        values.add(size);
      }
    }

    @Override
    public long hold() {
      return waiting.isEmpty() ? MAX : waiting.peek().getTimestamp().getMillis();
    }
  }

  private void run(int sideInput, JobSettings settings) throws Exception {
    int side = graphs.stage("side", () -> new Numbers(sideInput));
    int slow = graphs.stage("slow", Pass::new);
    int publish = graphs.single("publish", Publish::new);
    int main = graphs.stage("main", () -> new Numbers(1000));
    int consume = graphs.stage("consume", Consume::new);
    int last = graphs.stage("last", Pass::new);
    graphs
        .chain(Graphs.REBALANCE, side, slow, publish)
        .chain(Graphs.REBALANCE, main, consume, last);
    EmbeddedJob job = graphs.start(settings);
    assertTrue(job.await(20_000), job::report);
    assertEquals(JobState.DONE, job.state(), () -> String.valueOf(job.failure()));
    assertEquals(1000 * settings.parallelism(), job.snapshot().stages().get(5).elementsIn());
  }

  private static List<Object> copies(int value, int count) {
    return IntStream.range(0, count).<Object>mapToObj(i -> value).toList();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void elementsWaitUntilTheSideInputIsPublished(JobSettings settings) throws Exception {
    run(500, settings);

    int parallelism = settings.parallelism();
    assertEquals(copies(500 * parallelism, 1000 * parallelism), List.copyOf(values));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void elementsWaitUntilItIsCertainThatTheSideInputIsEmpty(JobSettings settings) throws Exception {
    run(0, settings);

    assertEquals(copies(0, 1000 * settings.parallelism()), List.copyOf(values));
  }
}
