/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import java.util.List;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.testing.TestStream.ElementEvent;
import org.apache.beam.sdk.testing.TestStream.Event;
import org.apache.beam.sdk.testing.TestStream.ProcessingTimeEvent;
import org.apache.beam.sdk.testing.TestStream.WatermarkEvent;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.TimestampedValue;

/** Plays the events of a test stream, one whenever the rest of the job has come to rest. */
public final class TestStreamOperator implements Head {
  private final List<Event<?>> events;
  private final Step step;
  private final StageOutput output;
  private final Cell.Value<Integer> played;
  private final Cell.Value<Long> watermark;

  /** An operator that plays {@code events} to {@code output}. */
  public TestStreamOperator(List<Event<?>> events, Step step, StageOutput output) {
    this.events = events;
    this.step = step;
    this.output = output;
    this.played = InstanceState.value(step, "played", VarIntCoder.of());
    this.watermark = InstanceState.value(step, "watermark", VarLongCoder.of());
  }

  @Override
  public Progress advance(int maxElements) {
    int next = playedSoFar();
    if (next < events.size()) {
      step.startBundle();
      play(events.get(next));
      played.write(next + 1);
    }
    return playedSoFar() < events.size() ? Progress.AWAITS_QUIESCENCE : Progress.DONE;
  }

  @Override
  public void drain() {
    if (playedSoFar() < events.size()) {
      played.write(events.size());
      step.host().cutShort();
    }
  }

  private int playedSoFar() {
    Integer count = played.read();
    return count == null ? 0 : count;
  }

  private void play(Event<?> event) {
    if (event instanceof ElementEvent<?> elements) {
      for (TimestampedValue<?> element : elements.getElements()) {
        step.throwIfStopped();
        output.emit(Element.inGlobalWindow(element.getValue(), element.getTimestamp()));
      }
    } else if (event instanceof WatermarkEvent<?> advance) {
      watermark.write(advance.getWatermark().getMillis());
    } else {
      ProcessingTimeEvent<?> advance = (ProcessingTimeEvent<?>) event;
      step.host().advanceProcessingTime(advance.getProcessingTimeAdvance().getMillis());
    }
  }

  @Override
  public long hold() {
    if (playedSoFar() == events.size()) {
      return BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
    }
    Long current = watermark.read();
    return current == null ? BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis() : current;
  }
}
