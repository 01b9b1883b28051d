/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.storage.HeapTimers;
import dev.millrace.execution.embedded.storage.RowSurvey;
import dev.millrace.execution.host.HoldReason;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.TimerFiring;
import java.util.List;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerFamilyDeclaration;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What only a task itself can tell of what it waits for, in words of the user.
 *
 * @param windows the windows of its first transform that are due first
 * @param windowsInAll how many there are
 * @param holder a timer that holds the output watermark as early as anything does, null if none
 * @param earliestHold the earliest hold of state and timers, in milliseconds
 * @param work what unfinished work keeps the watermark back
 * @param silentMillis for how long its instance has found no work of its own
 */
public record TaskInsight(
    List<OpenOne> windows,
    int windowsInAll,
    @Nullable HoldingTimer holder,
    long earliestHold,
    HoldReason work,
    long silentMillis) {
  private static final int MOST_WINDOWS = 20;
  private static final int MOST_TIMERS = 200_000;

  public TaskInsight {
    windows = List.copyOf(windows);
  }

  /**
   * A window.
   *
   * @param window as it shows itself, null for what belongs to keys as a whole
   * @param entries how many entries it has
   * @param nextEventTime when the next timer of event time is due, {@code Long.MAX_VALUE} for none
   * @param nextProcessingTime likewise in processing time
   * @param key the key whose timer is due first, null if it is for all
   */
  public record OpenOne(
      @Nullable String window,
      long entries,
      long nextEventTime,
      long nextProcessingTime,
      @Nullable String key) {}

  /**
   * A timer that holds the watermark.
   *
   * @param transform the full name of the transform that has set it
   * @param name how the user calls it; empty for one of the engine's own
   * @param key the key it is of, null if it is of none
   * @param window the window it is in, null if it is in none
   * @param eventTime whether it is one of event time
   * @param time when it is due, in milliseconds
   * @param hold where it holds the watermark, in milliseconds
   */
  public record HoldingTimer(
      String transform,
      String name,
      @Nullable String key,
      @Nullable String window,
      boolean eventTime,
      long time,
      long hold) {
    private static final String OWN = "__millrace";

    private static String declared(String id) {
      return id.startsWith(TimerDeclaration.PREFIX)
          ? id.substring(TimerDeclaration.PREFIX.length())
          : id.startsWith(TimerFamilyDeclaration.PREFIX)
              ? id.substring(TimerFamilyDeclaration.PREFIX.length())
              : id;
    }

    static HoldingTimer of(TimerFiring timer) {
      return new HoldingTimer(
          timer.transform(),
          timer.id().startsWith(OWN) || timer.family().startsWith(OWN)
              ? ""
              : declared(timer.family().isEmpty() ? timer.id() : timer.family()),
          timer.key() == null ? null : Rendering.value(timer.key().value()),
          timer.namespace().window() == null ? null : Rendering.value(timer.namespace().window()),
          timer.domain() == TimeDomain.EVENT_TIME,
          timer.time(),
          timer.outputTime());
    }
  }

  static TaskInsight of(HeapTimers timers, RowSurvey rows, HoldReason work, long silentMillis) {
    TimerFiring holder = timers.holder(MOST_TIMERS);
    return new TaskInsight(
        rows.first(MOST_WINDOWS).stream().map(TaskInsight::open).toList(),
        rows.windows(),
        holder == null ? null : HoldingTimer.of(holder),
        timers.earliestHold(),
        work,
        silentMillis);
  }

  private static OpenOne open(RowSurvey.WindowRows found) {
    return new OpenOne(
        found.window() == null ? null : Rendering.value(found.window()),
        found.entries(),
        found.nextEventTime(),
        found.nextProcessingTime(),
        found.key() == null ? null : Rendering.value(found.key()));
  }
}
