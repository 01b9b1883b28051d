/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.element.FullElement;
import dev.millrace.execution.stage.element.Origin;
import java.util.Collection;
import java.util.Map;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * Where a DoFn's outputs go. What the user does not say of an output (timestamp, windows, pane) is
 * taken from the {@linkplain #current current} input element or timer.
 *
 * <p>A call that emits without end is stopped at one of its next outputs.
 */
final class FnOutputs {
  private static final int OUTPUTS_BETWEEN_LOOKS = 16;

  private final StageOutput main;
  private final TupleTag<?> mainTag;
  private final Map<TupleTag<?>, StageOutput> byTag;
  private final long skewMillis;
  private final StopCheck stop;
  private WindowedValue<?> current;
  private boolean fromTimer;
  private int sinceLook;

  FnOutputs(
      DoFn<?, ?> fn, TupleTag<?> mainTag, Map<TupleTag<?>, StageOutput> byTag, StopCheck stop) {
    this.mainTag = mainTag;
    this.byTag = Map.copyOf(byTag);
    this.main = requireNonNull(this.byTag.get(mainTag));
    this.skewMillis = allowedSkew(fn);
    this.stop = stop;
    this.current = Element.inGlobalWindow(null, BoundedWindow.TIMESTAMP_MIN_VALUE);
  }

  @SuppressWarnings("deprecation") // deprecated for users, to be respected by runners
  private static long allowedSkew(DoFn<?, ?> fn) {
    return fn.getAllowedTimestampSkew().getMillis();
  }

  /** Makes {@code element} the one that outputs inherit from. */
  void inheritFrom(WindowedValue<?> element) {
    // Elements without times have one template, and it costs less to look than to write.
    if (current != element) {
      current = element;
    }
    fromTimer = false;
  }

  /**
   * Makes a timer the one that outputs inherit from. Unlike an element's, its timestamp may be one
   * that no output can have: that of a timer without output timestamp.
   */
  void inheritFromTimer(WindowedValue<?> timer) {
    current = timer;
    fromTimer = true;
  }

  WindowedValue<?> current() {
    return current;
  }

  TupleTag<?> mainTag() {
    return mainTag;
  }

  void output(@Nullable Object value) {
    stopIfAsked();
    if (fromTimer) {
      checkTimestamp(current.getTimestamp());
    }
    main.emit(value, current);
  }

  void output(TupleTag<?> tag, @Nullable Object value) {
    if (fromTimer) {
      checkTimestamp(current.getTimestamp());
    }
    to(tag).emit(value, current);
  }

  void outputAt(TupleTag<?> tag, @Nullable Object value, Instant timestamp) {
    checkTimestamp(timestamp);
    to(tag).emit(Element.like(current, value, timestamp));
  }

  void outputIn(
      TupleTag<?> tag,
      @Nullable Object value,
      Instant timestamp,
      Collection<? extends BoundedWindow> windows,
      PaneInfo pane) {
    outputElement(tag, new FullElement<>(value, timestamp, windows, pane, Origin.of(current)));
  }

  void outputElement(TupleTag<?> tag, WindowedValue<?> element) {
    checkTimestamp(element.getTimestamp());
    to(tag).emit(element);
  }

  /** An output at the end of a bundle, which belongs to no input. */
  void outputUnrelated(
      TupleTag<?> tag, @Nullable Object value, Instant timestamp, BoundedWindow window) {
    to(tag).emit(Element.of(value, timestamp, window, PaneInfo.NO_FIRING));
  }

  // To look at each output would cost more than what most functions do: what another thread writes
  // keeps the compiler from holding anything in registers across it. What the function itself has
  // stopped is seen at once.
  private void stopIfAsked() {
    if (++sinceLook >= OUTPUTS_BETWEEN_LOOKS || stop.seemsStopped()) {
      sinceLook = 0;
      stop.throwIfStopped();
    }
  }

  private StageOutput to(TupleTag<?> tag) {
    stopIfAsked();
    StageOutput output = byTag.get(requireNonNull(tag, "The tag of an output is null"));
    if (output == null) {
      throw new IllegalArgumentException(
          "Unknown output tag " + tag + ": the outputs of this ParDo are " + byTag.keySet());
    }
    return output;
  }

  private void checkTimestamp(Instant timestamp) {
    if (!allowed(timestamp)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot output with timestamp %s. Output timestamps must be no earlier than the "
                  + "timestamp of the current input or timer (%s) minus the allowed skew (%s) and "
                  + "no later than %s. See the DoFn#getAllowedTimestampSkew() Javadoc for details "
                  + "on changing the allowed skew.",
              timestamp,
              current.getTimestamp(),
              renderedSkew(),
              BoundedWindow.TIMESTAMP_MAX_VALUE));
    }
  }

  /** Whether an output or a timer's output timestamp may be at {@code timestamp}. */
  boolean allowed(Instant timestamp) {
    long millis = timestamp.getMillis();
    return millis <= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() && millis >= earliest();
  }

  private long earliest() {
    long now = current.getTimestamp().getMillis();
    long minimum = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    return skewMillis >= now - minimum ? minimum : now - skewMillis;
  }

  String renderedSkew() {
    Duration skew = Duration.millis(skewMillis);
    return skewMillis >= Integer.MAX_VALUE
        ? skew.toString()
        : org.joda.time.format.PeriodFormat.getDefault().print(skew.toPeriod());
  }
}
