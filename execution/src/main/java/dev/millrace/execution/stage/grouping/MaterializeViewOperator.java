/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import dev.millrace.translation.graph.OperatorSpec.MaterializeView;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;

/** Groups a collection by window and publishes each pane as the contents of a side input. */
public final class MaterializeViewOperator implements Head {
  private final MaterializeView spec;
  private final Step step;
  private final ViewPane pane;
  private final Key key;
  private final GuardedGrouping grouping;

  /** An operator that publishes to the side inputs of the step's host. */
  public MaterializeViewOperator(MaterializeView spec, Step step) {
    this.spec = spec;
    this.step = step;
    this.pane = ViewPane.of(spec.view());
    this.key = new Keyer(VoidCoder.of(), spec.transform()).key(null);
    this.grouping =
        new GuardedGrouping(
            step,
            Grouping.of(
                step,
                spec.path(),
                VoidCoder.of(),
                new Aggregation.Values(pane.entryCoder(spec.elementCoder())),
                spec.windowing(),
                this::publish),
            pane::entry,
            "materialising a side input",
            "materialising a side input");
  }

  private void publish(WindowedValue<?> fired) {
    step.host()
        .sideInputs()
        .publish(
            spec.view(),
            Element.window(fired),
            fired.getPaneInfo(),
            pane.contents((Iterable<?>) ((KV<?, ?>) fired.getValue()).getValue()));
  }

  @Override
  public void element(WindowedValue<?> element) {
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

  // Timers due have fired by now: a window that this watermark has passed and that has no pane
  // will have no first pane any more.
  @Override
  public void inputWatermark(long millis) {
    grouping.timersFired();
    step.host().sideInputs().watermark(spec.view(), millis);
  }
}
