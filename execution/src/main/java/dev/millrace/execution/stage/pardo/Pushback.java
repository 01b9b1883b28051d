package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.watermark.Holds;
import dev.millrace.translation.graph.ParDoSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowedValues;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Elements that wait for side inputs, in their order of arrival. They are kept in state, and the
 * earliest of them holds the watermark: none becomes late by waiting.
 *
 * @param <T> the type of their values
 */
public final class Pushback<T> {
  private static final String STATE_ID = "__millrace_pushback";

  private final SideInputAccess sideInputs;
  private final Cell.Bag<WindowedValue<T>> waiting;
  private final StopCheck stop;
  private boolean anyWaits;
  private long earliest = Holds.NONE;

  /** The pushback of {@code call}, null if its DoFn has no side inputs to wait for. */
  public static <T> @Nullable Pushback<T> of(FnCall<T, ?> call) {
    return call.sideInputs().isEmpty()
        ? null
        : new Pushback<>(call.spec(), call.step(), call.sideInputs());
  }

  @SuppressWarnings("unchecked") // the spec's input coder codes the elements given to add
  private Pushback(ParDoSpec spec, Step step, SideInputAccess sideInputs) {
    this.sideInputs = sideInputs;
    this.stop = step.host().stop();
    Coder<WindowedValue<T>> coder =
        WindowedValues.getFullCoder(
            (Coder<T>) spec.inputCoder(), spec.inputWindowing().getWindowFn().windowCoder());
    this.waiting =
        step.host()
            .state(step.transform())
            .bags(STATE_ID, coder)
            .cell(new Keyer(VoidCoder.of(), step.transform()).key(null), Namespace.GLOBAL);
    waiting.read().forEach(this::hold);
  }

  /** The earliest timestamp that waits, the end of time if none does. */
  public long hold() {
    return earliest;
  }

  /**
   * Gives {@code element}, which is in one window, to {@code processor} if its side inputs are
   * ready, after those that waited before it, or else keeps it.
   */
  public void offer(WindowedValue<T> element, Consumer<WindowedValue<T>> processor) {
    if (mayPass(Element.window(element))) {
      retry(processor);
      processor.accept(element);
    } else {
      add(element);
    }
  }

  /**
   * Whether an element in {@code window} need not wait, once those have been {@linkplain #retry
   * retried} that waited before it.
   */
  boolean mayPass(BoundedWindow window) {
    return sideInputs.ready(window);
  }

  /** Keeps an element, which is in one window. */
  void add(WindowedValue<T> element) {
    waiting.add(element);
    hold(element);
  }

  private void hold(WindowedValue<?> element) {
    anyWaits = true;
    earliest = Math.min(earliest, element.getTimestamp().getMillis());
  }

  /** Gives every element that need not wait any longer to {@code processor}. */
  public void retry(Consumer<WindowedValue<T>> processor) {
    if (!anyWaits) {
      return;
    }
    Set<BoundedWindow> ready = new HashSet<>();
    Set<BoundedWindow> blocked = new HashSet<>();
    List<WindowedValue<T>> released = new ArrayList<>();
    List<WindowedValue<T>> kept = new ArrayList<>();
    for (WindowedValue<T> element : waiting.read()) {
      (isReady(Element.window(element), ready, blocked) ? released : kept).add(element);
    }
    if (released.isEmpty()) {
      return;
    }
    for (WindowedValue<T> element : released) {
      stop.throwIfStopped();
      processor.accept(element);
    }
    waiting.clear();
    anyWaits = false;
    earliest = Holds.NONE;
    kept.forEach(this::add);
  }

  // Asked once per window: a pane published in between must not let elements overtake others.
  private boolean isReady(
      BoundedWindow window, Set<BoundedWindow> ready, Set<BoundedWindow> blocked) {
    if (ready.contains(window) || blocked.contains(window)) {
      return ready.contains(window);
    }
    boolean isReady = sideInputs.ready(window);
    (isReady ? ready : blocked).add(window);
    return isReady;
  }
}
