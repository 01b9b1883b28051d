package dev.millrace.execution.embedded.sideinput;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.StoppableList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.transforms.Materializations;
import org.apache.beam.sdk.transforms.Materializations.IterableView;
import org.apache.beam.sdk.transforms.ViewFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What is known of one view: the latest pane of each window and how far its watermark has come.
 *
 * <p>Threading: safe for use by all threads. A reader that is refused enters itself among the
 * waiting and looks again; a writer writes and then wakes the waiting: one of them sees the other.
 */
@SuppressWarnings("deprecation") // a view's internals are deprecated for users, made for runners
final class ViewContents {
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  private final PCollectionView<?> view;
  private final StopSignal stop;
  private final ConcurrentMap<BoundedWindow, Pane> windows = new ConcurrentHashMap<>();
  private final Pane empty = new Pane(Pane.NONE, List.of());
  private final AtomicLong watermark =
      new AtomicLong(BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis());
  private final AtomicLong version = new AtomicLong();
  private final Set<TaskSideInputs> waiting = ConcurrentHashMap.newKeySet();
  private final List<TaskSideInputs> readers = new CopyOnWriteArrayList<>();
  // The earliest time at which a window can be dropped; only a hint when to look.
  private final AtomicLong nextExpiry = new AtomicLong(Long.MAX_VALUE);

  ViewContents(PCollectionView<?> view, StopSignal stop) {
    this.view = view;
    this.stop = stop;
  }

  /** Counts {@code reader} among those for whose sake windows are kept. */
  void addReader(TaskSideInputs reader) {
    readers.add(reader);
  }

  /** Changes with, and after, every change of what windows have. */
  long version() {
    return version.get();
  }

  /** Whether {@code window} can be read; if not, {@code reader} is woken when that may change. */
  boolean ready(BoundedWindow window, TaskSideInputs reader) {
    if (ready(window)) {
      return true;
    }
    waiting.add(reader);
    return ready(window);
  }

  private boolean ready(BoundedWindow window) {
    if (windows.containsKey(window)) {
      return true;
    }
    long now = watermark.get();
    return now >= MAX || now > certainFiring(window);
  }

  private long certainFiring(BoundedWindow window) {
    return view.getWindowingStrategyInternal()
        .getTrigger()
        .getWatermarkThatGuaranteesFiring(window)
        .getMillis();
  }

  /** The view's value in {@code window}. */
  @Nullable Object value(BoundedWindow window) {
    Pane pane = windows.get(window);
    if (pane == null) {
      if (!ready(window)) {
        throw new IllegalStateException(
            "Reading side input " + view + " in window " + window + ", which is not ready");
      }
      // Looks again: a pane published between the two looks would be missed.
      pane = windows.getOrDefault(window, empty);
    }
    return pane.value(this::make);
  }

  // One at a time: view functions need not be thread-safe.
  @SuppressWarnings("unchecked") // contents are of the type that the view's coder says
  private synchronized @Nullable Object make(List<?> contents) {
    String urn = view.getViewFn().getMaterialization().getUrn();
    switch (urn) {
      case Materializations.ITERABLE_MATERIALIZATION_URN:
        return ((ViewFn<IterableView<?>, ?>) view.getViewFn())
            .apply(() -> new StoppableList<>((List<Object>) contents, stop));
      case Materializations.MULTIMAP_MATERIALIZATION_URN:
        Coder<?> keys = ((KvCoder<?, ?>) view.getCoderInternal()).getKeyCoder();
        return ((ViewFn<Object, ?>) view.getViewFn())
            .apply(
                new KeyedContents(
                    keys, view.toString(), (List<KV<Object, Object>>) contents, stop));
      default:
        throw new IllegalStateException(
            "Side input " + view + " asks for the unknown materialization " + urn);
    }
  }

  /** Publishes a pane. */
  void publish(BoundedWindow window, Pane pane) {
    windows.merge(window, pane, (before, now) -> now.replaces(before) ? now : before);
    version.incrementAndGet();
    nextExpiry.accumulateAndGet(expiry(window), Math::min);
    wakeWaiting();
  }

  /** Advances the watermark. */
  void advance(long millis) {
    long before = watermark.getAndAccumulate(millis, Math::max);
    if (millis > before) {
      wakeWaiting();
    }
  }

  private void wakeWaiting() {
    for (TaskSideInputs reader : waiting) {
      if (waiting.remove(reader)) {
        reader.changed();
      }
    }
  }

  /** Drops the windows that none of the readers can ask for any more. */
  void dropExpired() {
    long passed = Long.MAX_VALUE;
    for (TaskSideInputs reader : readers) {
      passed = Math.min(passed, reader.passed());
    }
    if (passed <= nextExpiry.get()) {
      return;
    }
    nextExpiry.set(Long.MAX_VALUE);
    for (BoundedWindow window : windows.keySet()) {
      long expiry = expiry(window);
      if (expiry < passed) {
        windows.remove(window);
        version.incrementAndGet();
      } else {
        nextExpiry.accumulateAndGet(expiry, Math::min);
      }
    }
  }

  private long expiry(BoundedWindow window) {
    return window.maxTimestamp().getMillis()
        + view.getWindowMappingFn().maximumLookback().getMillis();
  }

  /** How many windows are kept. */
  int size() {
    return windows.size();
  }

  @Override
  public String toString() {
    return "view "
        + view.getTagInternal().getId()
        + ": "
        + windows.size()
        + " windows, watermark "
        + watermark
        + ", waited for by "
        + waiting;
  }
}
