/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.translation.graph.OperatorSpec.GroupByKey;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

/** Groups {@code KV}s by key and window, in the way that translation chose. */
public final class GroupByKeyOperator implements Head {
  private final GuardedGrouping grouping;

  /** An operator whose panes go to {@code output}. */
  public GroupByKeyOperator(GroupByKey spec, Step step, StageOutput output) {
    this.grouping =
        new GuardedGrouping(
            step,
            Grouping.of(
                step, spec.path(), spec.keyCoder(), spec.aggregation(), spec.windowing(), output),
            element -> ((KV<?, ?>) element.getValue()).getValue(),
            "grouping",
            "firing a trigger");
  }

  @Override
  public void element(Key key, WindowedValue<?> element) {
    grouping.add(key, element);
  }

  @Override
  public void timer(TimerFiring firing) {
    grouping.fire(firing);
  }

  @Override
  public void finishBundle() {
    grouping.bundleFinished();
  }

  @Override
  public void inputWatermark(long millis) {
    grouping.timersFired();
  }
}
