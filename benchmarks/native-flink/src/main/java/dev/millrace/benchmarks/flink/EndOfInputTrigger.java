/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.flink;

import org.apache.flink.streaming.api.windowing.triggers.Trigger;
import org.apache.flink.streaming.api.windowing.triggers.TriggerResult;
import org.apache.flink.streaming.api.windowing.windows.GlobalWindow;

/** Fires once, when all input has come: the last watermark is the end of time. */
final class EndOfInputTrigger extends Trigger<Object, GlobalWindow> {
  private static final long serialVersionUID = 1L;

  @Override
  public TriggerResult onElement(
      Object element, long timestamp, GlobalWindow window, TriggerContext context) {
    context.registerEventTimeTimer(window.maxTimestamp());
    return TriggerResult.CONTINUE;
  }

  @Override
  public TriggerResult onProcessingTime(long time, GlobalWindow window, TriggerContext context) {
    return TriggerResult.CONTINUE;
  }

  @Override
  public TriggerResult onEventTime(long time, GlobalWindow window, TriggerContext context) {
    return TriggerResult.FIRE_AND_PURGE;
  }

  @Override
  public void clear(GlobalWindow window, TriggerContext context) {
    context.deleteEventTimeTimer(window.maxTimestamp());
  }
}
