/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The residuals of an instance: kept in state, each with a hold at its watermark, until it is their
 * turn. One that is to wait has a processing-time timer.
 */
final class Residuals {
  private static final String TIMER_ID = "__millrace_resume";

  private static final KeySpace KEYS =
      new KeySpace(VarLongCoder.of(), GlobalWindow.Coder.INSTANCE);

  private final StageHost host;
  private final Keyer keyer;
  private final TimerQueue.Named resumptions;
  private final Table<Cell.Value<Residual>> table;
  private final Deque<Key> ready = new ArrayDeque<>();
  private long nextId;
  private int count;

  Residuals(String transform, StageHost host, Coder<Residual> coder) {
    this.host = host;
    this.resumptions = host.timers(transform, KEYS).named(TIMER_ID, TIMER_ID, TimeDomain.PROCESSING_TIME);
    this.keyer = new Keyer(VarLongCoder.of(), transform);
    this.table = host.state(transform, KEYS).values("residuals", coder);
    for (Key key : table.keys(Namespace.GLOBAL)) {
      ready.add(key);
      count++;
      nextId = Math.max(nextId, (Long) requireNonNull(key.value()) + 1);
    }
  }

  /** Keeps {@code residual} until the processing time is {@code delayMillis} later. */
  void add(Residual residual, long delayMillis) {
    Key key = keyer.key(nextId++);
    table.cell(key, Namespace.GLOBAL).write(residual);
    host.holds().add(key, residual.watermark());
    count++;
    if (delayMillis <= 0) {
      ready.add(key);
    } else {
      setTimer(key, host.processingTime() + delayMillis);
    }
  }

  private void setTimer(Key key, long time) {
    resumptions.set(key, Namespace.GLOBAL, time, Holds.NONE);
  }

  void fire(TimerFiring firing) {
    ready.add(firing.requireKey());
  }

  /** Makes it the turn of all residuals, whatever they were to wait for. */
  void wake() {
    Set<Key> awake = new HashSet<>(ready);
    for (Key key : table.keys(Namespace.GLOBAL)) {
      if (!awake.contains(key)) {
        resumptions.delete(key, Namespace.GLOBAL);
        ready.add(key);
      }
    }
  }

  /** The residual whose turn it is, or null; it stays, and holds, until {@link #finished}. */
  @Nullable Residual next() {
    return ready.isEmpty() ? null : table.cell(ready.peek(), Namespace.GLOBAL).read();
  }

  /** Forgets {@code residual}, which {@link #next} has answered. */
  void finished(Residual residual) {
    Key key = ready.remove();
    table.cell(key, Namespace.GLOBAL).clear();
    host.holds().remove(key, residual.watermark());
    count--;
  }

  boolean isEmpty() {
    return count == 0;
  }
}
