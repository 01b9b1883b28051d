/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.watermark.Holds;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The input of a function that may see it only once it is the same at each retry: elements are kept
 * until a checkpoint has been published that has them, and hold the watermark until then, whichever
 * checkpoint they wait for. Should the job begin again from it they are processed again, as they
 * were.
 *
 * @param <T> the type of the values
 */
public final class StableInput<T> {
  private static final String ID = "__millrace_stable_input";
  private static final long BEFORE_ALL = 0;

  private final KeptElements<Long, T> kept;
  private final Step step;

  // By the last checkpoint that had been taken when they came.
  private final NavigableMap<Long, Long> earliest = new TreeMap<>();
  private long taken = BEFORE_ALL;

  StableInput(KeptElements<Long, T> kept, Step step) {
    this.kept = kept;
    this.step = step;
    kept.forEach(this::hold);
  }

  /**
   * The stable input of {@code step}, of elements that belong to no key; null where nothing need be
   * kept, as no checkpoints are taken.
   *
   * @param coder codes the elements
   */
  public static <T> @Nullable StableInput<T> of(Step step, Coder<WindowedValue<T>> coder) {
    StageHost host = step.host();
    ItemList<WindowedValue<T>> items = host.items(step.transform(), ID, coder);
    return unlessIdle(
        new StableInput<>(new ListedElements<>(items, element -> BEFORE_ALL, host.stop()), step));
  }

  // A job that takes no checkpoints may yet begin from one.
  static <T> @Nullable StableInput<T> unlessIdle(StableInput<T> input) {
    return input.isKept() || !input.isEmpty() ? input : null;
  }

  /** The name of what is kept in state. */
  static String id() {
    return ID;
  }

  /** Whether what comes is to be kept. */
  public boolean isKept() {
    return step.host().takesCheckpoints();
  }

  /**
   * Keeps an element.
   *
   * @param key its key, null where elements belong to none
   */
  public void keep(@Nullable Key key, WindowedValue<T> element) {
    kept.add(taken, key, element);
    hold(taken, element);
  }

  private void hold(long lane, WindowedValue<?> element) {
    earliest.merge(lane, KeptElements.time(element), Math::min);
  }

  /** A checkpoint is being taken: it has all that is kept. */
  public void snapshot(long checkpoint) {
    kept.snapshot();
    taken = checkpoint;
  }

  /** Gives the elements to {@code processor} that the checkpoint has, in a bundle. */
  public void release(long checkpoint, BiConsumer<@Nullable Key, WindowedValue<T>> processor) {
    while (!earliest.isEmpty() && earliest.firstKey() < checkpoint) {
      step.startBundle();
      kept.release(earliest.firstKey(), processor);
      earliest.pollFirstEntry();
    }
  }

  /** Whether nothing is kept. */
  public boolean isEmpty() {
    return earliest.isEmpty();
  }

  /** The earliest time that is kept, or {@link Holds#NONE}. */
  public long hold() {
    long hold = Holds.NONE;
    for (long time : earliest.values()) {
      hold = Math.min(hold, time);
    }
    return hold;
  }
}
