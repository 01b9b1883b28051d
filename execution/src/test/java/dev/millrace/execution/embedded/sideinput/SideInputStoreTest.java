/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.sideinput;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.apache.beam.sdk.transforms.windowing.AfterPane;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.DefaultTrigger;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Never;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.Repeatedly;
import org.apache.beam.sdk.transforms.windowing.Trigger;
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
  private final SideInputStore store =
      new SideInputStore(new StopSignal(), SideInputStore.Durable.NOT);
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

  private PCollectionView<Iterable<Integer>> view(Trigger trigger, long lateness) {
    return windowed(
            "triggered",
            Window.<Integer>into(FixedWindows.of(SIZE))
                .triggering(trigger)
                .withAllowedLateness(Duration.millis(lateness))
                .discardingFiredPanes())
        .apply("triggered view", View.asIterable());
  }

  private boolean readyAt(long watermark, PCollectionView<?> of) {
    producer.watermark(of, watermark);
    producer.releaseWatermarks(watermark);
    return reader.ready(of, window(0));
  }

  @Test
  void withATriggerThatFiresAtTheEndAWindowIsReadyByThenWhateverItsLateness() {
    PCollectionView<?> triggered = view(DefaultTrigger.of(), 100);

    assertFalse(readyAt(9, triggered));
    assertTrue(readyAt(10, triggered));
  }

  @Test
  void withATriggerThatNeedNotFireAWindowIsReadyWhenItHasExpired() {
    PCollectionView<?> triggered = view(Repeatedly.forever(AfterPane.elementCountAtLeast(1)), 100);

    assertFalse(readyAt(109, triggered));
    assertTrue(readyAt(110, triggered));
  }

  @Test
  void aWindowThatExpiresWithTimeIsReadyAtTheEndOfTime() {
    PCollectionView<?> triggered = view(Never.ever(), Long.MAX_VALUE / 2);

    assertFalse(readyAt(GlobalWindow.INSTANCE.maxTimestamp().getMillis(), triggered));
    assertTrue(readyAt(MAX, triggered));
  }

  private static List<BoundedWindow> announced(TaskSideInputs task) {
    List<BoundedWindow> windows = new ArrayList<>();
    for (var ready = task.pollReady(); ready != null; ready = task.pollReady()) {
      windows.add(ready.window());
    }
    return windows;
  }

  @Test
  void onlyThoseWhoAwaitAWindowAreToldOfItOnce() {
    TaskSideInputs other = store.forTask(List.of(view), 0, () -> woken.add("other"));
    reader.await(view, window(2));
    reader.await(view, window(2));
    other.await(view, window(3));
    producer.publish(view, window(1), FIRST, List.of());
    assertEquals(List.of(), woken);

    producer.publish(view, window(2), FIRST, List.of());
    producer.publish(view, window(2), SECOND, List.of());

    assertEquals(List.of("reader"), woken);
    assertEquals(List.of(window(2)), announced(reader));
    assertEquals(List.of(), announced(other));
  }

  @Test
  void aWatermarkAnnouncesTheWindowsThatItMakesReadyAndNoOthers() {
    for (int i = 5; i >= 0; i--) {
      reader.await(view, window(i));
    }

    producer.watermark(view, 30);
    producer.releaseWatermarks(30);

    assertEquals(List.of(window(0), window(1), window(2)), announced(reader));
  }

  @Test
  void whatIsReadyWhenItIsAwaitedIsAnnouncedAtOnce() {
    producer.publish(view, window(0), FIRST, List.of());

    reader.await(view, window(0));

    assertEquals(List.of("reader"), woken);
    assertEquals(List.of(window(0)), announced(reader));
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

  @Test
  void aWindowThatNobodyCanAskForAnyMoreIsNotKept() {
    reader.advance(MAX);

    producer.publish(view, window(0), FIRST, List.of(1));

    assertEquals(0, store.windows());
  }

  @Test
  void readingAWindowThatHasBeenDroppedFails() {
    producer.publish(view, window(0), FIRST, List.of(1));
    producer.watermark(view, 100);
    producer.releaseWatermarks(100);
    reader.advance(15);

    assertThrows(IllegalStateException.class, () -> reader.get(view, window(0)));
  }

  @Test
  void aWindowThatIsRetainedIsKeptUntilItIsReleasedAsOften() {
    producer.publish(view, window(0), FIRST, List.of(1));
    reader.retain(view, window(0));
    reader.retain(view, window(0));

    reader.advance(MAX);
    reader.release(view, window(0));
    producer.publish(view, window(0), SECOND, List.of(2));
    assertEquals(List.of(2), copy(reader.get(view, window(0))));

    reader.release(view, window(0));
    assertEquals(0, store.windows());
  }
}
