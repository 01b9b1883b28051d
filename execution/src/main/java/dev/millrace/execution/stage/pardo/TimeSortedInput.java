/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.element.ElementCoder;
import dev.millrace.execution.stage.window.WindowExpiry;
import dev.millrace.translation.graph.ParDoSpec;
import java.util.function.Consumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;

/**
 * Elements of a DoFn that requires time-sorted input, held back until no earlier one can come:
 * until the watermark is past their timestamp by the allowed lateness.
 *
 * <p>Each key and window has one timer, for its earliest element, and releases the elements of that
 * timestamp only: timers that the DoFn sets meanwhile fire in between, in order. No timer is due
 * after the expiry of its window, so that nothing is left then.
 *
 * @param <T> the type of the values
 */
final class TimeSortedInput<T> {
  static final String TIMER_ID = "__millrace_time_sorted_input";

  private final long allowedLateness;
  private final WindowExpiry expiry;
  private final TimerQueue.Named timers;
  private final Table<Cell.OrderedList<WindowedValue<T>>> buffers;

  @SuppressWarnings("unchecked") // the spec's input coder codes the elements given to add
  TimeSortedInput(ParDoSpec spec, TimerQueue timers, KeyedState state) {
    this.allowedLateness = spec.inputWindowing().getAllowedLateness().getMillis();
    this.expiry = new WindowExpiry(spec.inputWindowing());
    this.timers = timers.named(TIMER_ID, TIMER_ID, TimeDomain.EVENT_TIME);
    Coder<WindowedValue<T>> coder =
        ElementCoder.of(
            (Coder<T>) spec.inputCoder(), spec.inputWindowing().getWindowFn().windowCoder());
    this.buffers = state.orderedLists("__millrace_time_sorted_input", coder);
  }

  /** Whether an element at {@code timestamp} comes too late to be sorted in. */
  boolean tooLate(Instant timestamp, long watermark) {
    return timestamp.getMillis() < watermark - allowedLateness;
  }

  void add(Key key, Namespace namespace, WindowedValue<T> element) {
    Cell.OrderedList<WindowedValue<T>> buffer = buffers.cell(key, namespace);
    buffer.add(TimestampedValue.of(element, element.getTimestamp()));
    setTimer(key, namespace, buffer);
  }

  /** Releases the elements up to the one that {@code firing} was set for. */
  void release(TimerFiring firing, Consumer<WindowedValue<T>> processor) {
    Instant next = Instant.ofEpochMilli(firing.outputTime() + 1);
    Key key = firing.requireKey();
    releaseBefore(key, firing.namespace(), next, processor);
    Cell.OrderedList<WindowedValue<T>> rest = buffers.existing(key, firing.namespace());
    if (rest != null) {
      setTimer(key, firing.namespace(), rest);
    }
  }

  private void releaseBefore(
      Key key, Namespace namespace, Instant end, Consumer<WindowedValue<T>> processor) {
    Cell.OrderedList<WindowedValue<T>> buffer = buffers.cell(key, namespace);
    Iterable<TimestampedValue<WindowedValue<T>>> due =
        buffer.range(BoundedWindow.TIMESTAMP_MIN_VALUE, end);
    buffer.clearRange(BoundedWindow.TIMESTAMP_MIN_VALUE, end);
    due.forEach(element -> processor.accept(element.getValue()));
  }

  private void setTimer(Key key, Namespace namespace, Cell.OrderedList<WindowedValue<T>> buffer) {
    Instant first = buffer.earliest();
    if (first != null) {
      long earliest = first.getMillis();
      long due = Math.min(earliest + allowedLateness, expiry.of(namespace.requireWindow()));
      timers.set(key, namespace, due, earliest);
    }
  }
}
