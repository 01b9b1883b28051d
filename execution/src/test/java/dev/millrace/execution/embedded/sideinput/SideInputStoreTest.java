package dev.millrace.execution.embedded.sideinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.SideInputs;
import dev.millrace.execution.host.contract.SideInputsContract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class SideInputStoreTest extends SideInputsContract {
  private static final Duration SIZE = Duration.millis(10);
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
  private static final PaneInfo FIRST =
      PaneInfo.createPane(true, false, PaneInfo.Timing.EARLY, 0, 0);
  private static final PaneInfo SECOND =
      PaneInfo.createPane(false, false, PaneInfo.Timing.ON_TIME, 1, 0);

  private final Pipeline pipeline = Pipeline.create();
  private final PCollectionView<Iterable<Integer>> view =
      windowed("list", Window.into(FixedWindows.of(SIZE))).apply("view", View.asIterable());
  private final SideInputStore store = new SideInputStore(new StopSignal());
  private final List<String> woken = new ArrayList<>();
  private final TaskSideInputs producer = store.forTask(List.of(), 0, () -> woken.add("producer"));
  private final TaskSideInputs reader = store.forTask(List.of(view), 5, () -> woken.add("reader"));

  @Override
  protected SideInputs sideInputs(List<PCollectionView<?>> views) {
    return store.forTask(views, 0, () -> {});
  }

  @Override
  protected void settle(SideInputs sideInputs) {
    ((TaskSideInputs) sideInputs).releaseWatermarks(MAX);
  }

  private PCollection<Integer> windowed(String name, Window<Integer> window) {
    return pipeline.apply(name, Create.empty(VarIntCoder.of())).apply("window " + name, window);
  }

  private static IntervalWindow window(int number) {
    return new IntervalWindow(new Instant(10L * number), SIZE);
  }

  private static List<Integer> copy(Iterable<Integer> view) {
    List<Integer> copy = new ArrayList<>();
    view.forEach(copy::add);
    return copy;
  }

  @Test
  void aPaneIsMadeIntoAViewOnce() {
    producer.publish(view, window(0), FIRST, List.of(1));

    assertSame(reader.get(view, window(0)), reader.get(view, window(0)));
  }

  @Test
  void aWatermarkTakesEffectOnlyAsFarAsTheOutputOfItsTaskHasCome() {
    producer.watermark(view, 100);
    producer.releaseWatermarks(9);
    assertFalse(reader.ready(view, window(0)));

    producer.releaseWatermarks(20);
    assertTrue(reader.ready(view, window(1)));
    assertFalse(reader.ready(view, window(2)));

    producer.releaseWatermarks(1000);
    assertTrue(reader.ready(view, window(9)));
    assertFalse(reader.ready(view, window(10)));
  }

  @Test
  void onlyThoseWhoWereRefusedAreWoken() {
    producer.publish(view, window(0), FIRST, List.of());
    reader.ready(view, window(0));
    producer.publish(view, window(1), FIRST, List.of());
    assertEquals(List.of(), woken);

    reader.ready(view, window(2));
    producer.publish(view, window(2), FIRST, List.of());
    producer.publish(view, window(3), FIRST, List.of());

    assertEquals(List.of("reader"), woken);
  }

  @Test
  void mapsAreKeyedByTheEncodedKey() {
    PCollectionView<Map<String, Integer>> map =
        pipeline
            .apply("pairs", Create.empty(KvCoder.of(StringUtf8Coder.of(), VarIntCoder.of())))
            .apply("map", View.asMap());

    producer.publish(map, GlobalWindow.INSTANCE, FIRST, List.of(KV.of("a", 1), KV.of("b", 2)));

    Map<String, Integer> view = reader.get(map, GlobalWindow.INSTANCE);
    assertEquals(2, view.get("b"));
    assertEquals(2, view.size());
  }

  @Test
  void windowsAreDroppedWhenNoReaderCanAskForThemAnyMore() {
    TaskSideInputs other = store.forTask(List.of(view), 0, () -> {});
    for (int i = 0; i < 10; i++) {
      producer.publish(view, window(i), FIRST, List.of(i));
    }

    other.advance(MAX);
    assertEquals(10, store.windows());
    // Five milliseconds of lateness.
    reader.advance(14);
    assertEquals(10, store.windows());
    reader.advance(15);
    assertEquals(9, store.windows());
    reader.advance(MAX);
    assertEquals(0, store.windows());
  }
}
