/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

/** Groups {@code KV}s by key and window, in the way that translation chose. */
public final class GroupByKeyOperator implements Head {
  private final Step step;
  private final Grouping<Object> grouping;

  /** An operator whose panes go to {@code output}. */
  public GroupByKeyOperator(GroupByKey spec, Step step, StageOutput output) {
    this.step = step;
    this.grouping =
        Grouping.of(
            step, spec.path(), spec.keyCoder(), spec.aggregation(), spec.windowing(), output);
  }

  @Override
  public void element(Key key, WindowedValue<?> element) {
    int outer = step.enter();
    try {
      KV<?, ?> kv = (KV<?, ?>) element.getValue();
      grouping.add(key, kv.getValue(), element);
    } catch (Throwable t) {
      throw step.failure("grouping", element, t);
    } finally {
      step.exit(outer);
    }
  }

  @Override
  public void timer(TimerFiring firing) {
    int outer = step.enter();
    try {
      grouping.fire(firing);
    } catch (Throwable t) {
      throw step.failure(
          "firing a trigger",
          "key " + Rendering.value(firing.key()) + ", window " + firing.namespace().window(),
          t);
    } finally {
      step.exit(outer);
    }
  }

  @Override
  public void finishBundle() {
    int outer = step.enter();
    try {
      grouping.bundleFinished();
    } catch (Throwable t) {
      throw step.failure("grouping", "", t);
    } finally {
      step.exit(outer);
    }
  }

  @Override
  public void inputWatermark(long millis) {
    grouping.timersFired();
  }
}
