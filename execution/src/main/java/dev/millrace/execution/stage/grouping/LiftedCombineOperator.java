/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.ExchangeException;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.KeyedInput;
import dev.millrace.execution.stage.Operator;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.translation.graph.OperatorSpec.LiftedCombine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * Combines values by key and window before they are exchanged. Accumulators leave when there are
 * too many of them, and at the end of the bundle, before the watermark can move on.
 *
 * <p>Values that are in the same windows, of which there may be many if these slide, are combined
 * once; each window gets an accumulator of its own when they leave, as accumulators may be changed
 * when they are merged.
 */
public final class LiftedCombineOperator implements Operator, KeyedInput {
  private static final int MAX_GROUPS = 65_536;

  private final Step step;
  private final StageOutput output;
  private final Keyer keyer;
  private final CombineFn<Object, Object, Object> fn;
  private final TimestampCombiner timestamps;
  private final Coder<Object> accumulatorCoder;
  private final Coder<?> keyCoder;
  private Step producer;
  private final Map<List<BoundedWindow>, Map<Object, Partial>> windows = new LinkedHashMap<>();

  // Runs of elements of the same windows are the rule.
  private List<BoundedWindow> latest = List.of();
  private Map<Object, Partial> partials = Map.of();
  private int groups;

  /**
   * An operator whose accumulators go to {@code output}.
   *
   * @param windowing the windowing of the input
   */
  @SuppressWarnings("unchecked") // only combine functions without context are lifted
  public LiftedCombineOperator(
      LiftedCombine spec, WindowingStrategy<?, ?> windowing, Step step, StageOutput output) {
    this.step = step;
    this.output = output;
    this.producer = step;
    this.keyCoder = spec.keyCoder();
    this.keyer = new Keyer(spec.keyCoder(), spec.transform());
    this.fn = (CombineFn<Object, Object, Object>) spec.combine().fn();
    this.accumulatorCoder = (Coder<Object>) spec.combine().accumulatorCoder();
    this.timestamps = windowing.getTimestampCombiner();
  }

  @Override
  public void producedBy(Step producer) {
    this.producer = producer;
  }

  @Override
  public void emit(WindowedValue<?> element) {
    int outer = step.enter();
    try {
      KV<?, ?> kv = (KV<?, ?>) element.getValue();
      if (Element.isInOneWindow(element)) {
        add(kv, Element.window(element), element.getTimestamp());
      } else if (timestamps == TimestampCombiner.END_OF_WINDOW) {
        moveTo(element.getWindows());
        add(kv, element.getTimestamp());
      } else {
        for (BoundedWindow window : element.getWindows()) {
          add(kv, window, element.getTimestamp());
        }
      }
    } catch (ExchangeException e) {
      throw producer.refused(element, e);
    } catch (Throwable t) {
      throw step.failure("combining", element, t);
    } finally {
      step.exit(outer);
    }
    if (groups > MAX_GROUPS) {
      flush();
    }
  }

  private void add(KV<?, ?> kv, BoundedWindow window, Instant timestamp) {
    if (isLate(timestamp)) {
      check(kv.getKey());
      Object accumulator = fn.addInput(fn.createAccumulator(), kv.getValue());
      emit(window, kv.getKey(), accumulator, timestamp);
      return;
    }
    if (latest.size() != 1 || !window.equals(latest.get(0))) {
      open(List.of(window));
    }
    add(kv, timestamp);
  }

  private void moveTo(Collection<? extends BoundedWindow> several) {
    if (several != latest) {
      open(List.copyOf(several));
    }
  }

  private void open(List<BoundedWindow> together) {
    latest = together;
    partials = windows.computeIfAbsent(together, absent -> new LinkedHashMap<>());
  }

  private void add(KV<?, ?> kv, Instant timestamp) {
    Object key = structural(kv.getKey());
    Partial partial = partials.get(key);
    if (partial == null) {
      check(kv.getKey());
      Instant assigned = timestamps.assign(latest.get(0), timestamp);
      partial = new Partial(kv.getKey(), fn.createAccumulator(), assigned);
      partials.put(key, partial);
      groups += latest.size();
    } else if (timestamps != TimestampCombiner.END_OF_WINDOW) {
      partial.timestamp =
          timestamps.combine(partial.timestamp, timestamps.assign(latest.get(0), timestamp));
    }
    partial.accumulator = fn.addInput(partial.accumulator, kv.getValue());
  }

  private Object structural(@Nullable Object key) {
    try {
      return keyer.structural(key);
    } catch (RuntimeException e) {
      throw refusal(e);
    }
  }

  // Once per key and window: what equals a key that has been checked need not be.
  private void check(@Nullable Object key) {
    try {
      keyer.check(key);
    } catch (RuntimeException e) {
      throw refusal(e);
    }
  }

  private ExchangeException refusal(RuntimeException cause) {
    return new ExchangeException("keying output for " + step.transform(), keyCoder, cause);
  }

  // A late timestamp has no say in that of the pane, so it must not get into that of a partial.
  private boolean isLate(Instant timestamp) {
    return timestamps != TimestampCombiner.END_OF_WINDOW
        && timestamp.getMillis() < step.host().outputWatermark();
  }

  private void flush() {
    windows.forEach(
        (together, ofWindows) -> ofWindows.values().forEach(partial -> emit(together, partial)));
    windows.clear();
    latest = List.of();
    partials = Map.of();
    groups = 0;
  }

  private void emit(List<BoundedWindow> together, Partial partial) {
    step.throwIfStopped();
    Object accumulator = compact(partial.accumulator);
    if (together.size() == 1) {
      emit(together.get(0), partial.key, accumulator, partial.timestamp);
      return;
    }
    List<Object> copies = copies(accumulator, together.size());
    for (int i = 0; i < copies.size(); i++) {
      BoundedWindow window = together.get(i);
      emit(window, partial.key, copies.get(i), timestamps.assign(window, partial.timestamp));
    }
  }

  private void emit(
      BoundedWindow window, @Nullable Object key, Object accumulator, Instant timestamp) {
    output.emit(Element.of(KV.of(key, accumulator), timestamp, window, PaneInfo.NO_FIRING));
  }

  private Object compact(Object accumulator) {
    int outer = step.enter();
    try {
      return fn.compact(accumulator);
    } catch (Throwable t) {
      throw step.failure("combining", "", t);
    } finally {
      step.exit(outer);
    }
  }

  // The accumulator itself is one of them.
  private List<Object> copies(Object accumulator, int count) {
    List<Object> copies = new ArrayList<>(count);
    copies.add(accumulator);
    int outer = step.enter();
    try {
      byte[] encoded = CoderUtils.encodeToByteArray(accumulatorCoder, accumulator);
      while (copies.size() < count) {
        copies.add(CoderUtils.decodeFromByteArray(accumulatorCoder, encoded));
      }
    } catch (Throwable t) {
      throw step.failure("encoding and decoding an accumulator", Rendering.value(accumulator), t);
    } finally {
      step.exit(outer);
    }
    return copies;
  }

  @Override
  public void finishBundle() {
    flush();
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return true;
  }

  private static final class Partial {
    private final @Nullable Object key;
    private Object accumulator;
    private Instant timestamp;

    Partial(@Nullable Object key, Object accumulator, Instant timestamp) {
      this.key = key;
      this.accumulator = accumulator;
      this.timestamp = timestamp;
    }
  }
}
