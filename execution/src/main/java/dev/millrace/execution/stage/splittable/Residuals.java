/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import static dev.millrace.execution.stage.splittable.Residual.AT_ONCE;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The residuals of an instance, each with a hold at its watermark, until it is their turn. Those
 * that are to wait have one processing-time timer, for the first of them.
 *
 * <p>They belong to no key: any instance may go on with them when the job begins again. The timer
 * is then one that several instances may have set, so that it says no more than to look.
 */
final class Residuals {
  private static final String ID = "residuals";
  private static final String TIMER_ID = "__millrace_resume";

  private final StageHost host;
  private final TimerQueue.Named resumptions;
  private final ItemList<Residual> items;
  private final Deque<Residual> ready = new ArrayDeque<>();
  private final TreeMap<Long, Deque<Residual>> waiting = new TreeMap<>();
  private final Holds holds = new Holds();

  Residuals(String transform, StageHost host, Coder<Residual> coder) {
    this.host = host;
    this.resumptions =
        host.timers(transform, KeySpace.SINGLE)
            .named(TIMER_ID, TIMER_ID, TimeDomain.PROCESSING_TIME);
    this.items = host.items(transform, ID, coder);
    items.restored().forEach(this::add);
    setTimer();
  }

  /** Keeps {@code residual} until it is its turn. */
  void add(Residual residual) {
    holds.add(residual.watermark());
    if (residual.resume() == AT_ONCE) {
      ready.add(residual);
      return;
    }
    waiting.computeIfAbsent(residual.resume(), absent -> new ArrayDeque<>(1)).add(residual);
    if (waiting.firstKey() == residual.resume()) {
      setTimer();
    }
  }

  private void setTimer() {
    if (waiting.isEmpty()) {
      resumptions.delete(null, Namespace.GLOBAL);
    } else {
      resumptions.set(null, Namespace.GLOBAL, waiting.firstKey(), Holds.NONE);
    }
  }

  /** The timer fires: makes it the turn of those that have waited long enough. */
  void fire() {
    long now = host.processingTime();
    while (!waiting.isEmpty() && waiting.firstKey() < now) {
      ready.addAll(waiting.pollFirstEntry().getValue());
    }
    setTimer();
  }

  /**
   * Makes it the turn of all residuals that have not been truncated, whatever they were to wait
   * for.
   */
  void wake() {
    waiting.values().forEach(this::wake);
    waiting.values().removeIf(Deque::isEmpty);
    setTimer();
  }

  private void wake(Deque<Residual> some) {
    for (Iterator<Residual> each = some.iterator(); each.hasNext(); ) {
      Residual residual = each.next();
      if (!residual.truncated()) {
        ready.add(residual);
        each.remove();
      }
    }
  }

  /** The residual whose turn it is, or null; it stays, and holds, until {@link #finished}. */
  @Nullable Residual next() {
    return ready.peek();
  }

  /** Forgets the residual that {@link #next} has answered. */
  void finished() {
    holds.remove(ready.remove().watermark());
  }

  /** The earliest watermark of all, or {@link Holds#NONE}. */
  long hold() {
    return holds.minimum();
  }

  boolean isEmpty() {
    return ready.isEmpty() && waiting.isEmpty();
  }

  /** All that there are, those whose turn it is first. */
  List<Residual> all() {
    List<Residual> all = new ArrayList<>(ready);
    waiting.values().forEach(all::addAll);
    return all;
  }

  /** Tells the checkpoint that is being taken of all that there are. */
  void snapshot() {
    items.set(all());
  }
}
