/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.timer;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.state.Namespaces;
import dev.millrace.execution.watermark.Holds;
import java.util.function.LongSupplier;
import org.apache.beam.runners.core.StateNamespace;
import org.apache.beam.runners.core.TimerInternals;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The timers of runners-core over a host's timer queue, one key at a time.
 *
 * <p>As the model has it for timers of runners-core, only event-time timers hold the output
 * watermark: the output timestamp of the others is in their own time domain.
 */
public final class KeyedTimerInternals implements TimerInternals {
  private final String transform;
  private final StageHost host;
  private final TimerQueue timers;
  private final Coder<? extends BoundedWindow> windowCoder;
  private final LongSupplier outputWatermark;
  private @Nullable Key key;

  /**
   * The timers of {@code transform}, on no key yet.
   *
   * @param keys the keys and windows of the transform
   * @param outputWatermark the output watermark of the transform in milliseconds, which the host
   *     may pass on only later
   */
  public KeyedTimerInternals(
      String transform, StageHost host, KeySpace keys, LongSupplier outputWatermark) {
    this.transform = transform;
    this.host = host;
    this.timers = host.timers(transform, keys);
    this.windowCoder = keys.windowCoder();
    this.outputWatermark = outputWatermark;
  }

  /** Moves on to {@code newKey}. */
  public void key(Key newKey) {
    key = newKey;
  }

  /** The form of {@code firing} in runners-core, which knows nothing of its key. */
  public TimerData toTimerData(TimerFiring firing) {
    long outputTime = firing.outputTime() == Holds.NONE ? firing.time() : firing.outputTime();
    return TimerData.of(
        firing.id(),
        firing.family(),
        Namespaces.toBeam(firing.namespace(), windowCoder),
        Instant.ofEpochMilli(firing.time()),
        Instant.ofEpochMilli(outputTime),
        firing.domain(),
        firing.drain());
  }

  @Override
  public void setTimer(
      StateNamespace namespace,
      String timerId,
      String timerFamilyId,
      Instant target,
      Instant outputTimestamp,
      TimeDomain timeDomain) {
    set(
        TimerData.of(
            timerId,
            timerFamilyId,
            namespace,
            target,
            outputTimestamp,
            timeDomain,
            CausedByDrain.NORMAL));
  }

  /**
   * {@inheritDoc}
   *
   * @deprecated as in the interface; runners-core itself still calls it
   */
  @Deprecated
  @Override
  public void setTimer(TimerData timer) {
    set(timer);
  }

  private void set(TimerData timer) {
    boolean holds = timer.getDomain() == TimeDomain.EVENT_TIME;
    timers
        .named(timer.getTimerFamilyId(), timer.getTimerId(), timer.getDomain())
        .set(
            currentKey(),
            Namespaces.fromBeam(timer.getNamespace()),
            timer.getTimestamp().getMillis(),
            holds ? timer.getOutputTimestamp().getMillis() : Holds.NONE);
  }

  @Override
  public void deleteTimer(
      StateNamespace namespace, String timerId, String timerFamilyId, TimeDomain timeDomain) {
    timers
        .named(timerFamilyId, timerId, timeDomain)
        .delete(currentKey(), Namespaces.fromBeam(namespace));
  }

  /**
   * {@inheritDoc}
   *
   * @deprecated as in the interface
   */
  @Deprecated
  @Override
  public void deleteTimer(StateNamespace namespace, String timerId, String timerFamilyId) {
    for (TimeDomain domain : TimeDomain.values()) {
      deleteTimer(namespace, timerId, timerFamilyId, domain);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @deprecated as in the interface; runners-core itself still calls it
   */
  @Deprecated
  @Override
  public void deleteTimer(TimerData timer) {
    deleteTimer(
        timer.getNamespace(), timer.getTimerId(), timer.getTimerFamilyId(), timer.getDomain());
  }

  @Override
  public Instant currentProcessingTime() {
    return Instant.ofEpochMilli(host.processingTime());
  }

  @Override
  public Instant currentSynchronizedProcessingTime() {
    return Instant.ofEpochMilli(host.synchronizedProcessingTime());
  }

  @Override
  public Instant currentInputWatermarkTime() {
    return Instant.ofEpochMilli(host.inputWatermark());
  }

  @Override
  public Instant currentOutputWatermarkTime() {
    return Instant.ofEpochMilli(outputWatermark.getAsLong());
  }

  private Key currentKey() {
    if (key == null) {
      throw new IllegalStateException("A timer of " + transform + " is set outside of any key");
    }
    return key;
  }
}
