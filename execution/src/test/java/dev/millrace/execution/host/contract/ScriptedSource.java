/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A source that plays a script, each step when everything else has come to rest. */
final class ScriptedSource extends QuietInstance {
  private final List<Consumer<StageHost>> steps = new ArrayList<>();
  private int next;
  private boolean begun;
  private boolean ended;
  private long watermark = Samples.MIN;

  /** Adds a step. */
  void then(Consumer<StageHost> step) {
    steps.add(step);
  }

  /** Adds a step that moves the watermark on. */
  void thenWatermark(long millis) {
    then(host -> watermark = millis);
  }

  @Override
  public Progress advance(int maxElements) {
    if (!begun) {
      begun = true;
      return Progress.AWAITS_QUIESCENCE;
    }
    if (next < steps.size()) {
      steps.get(next++).accept(host);
      return Progress.AWAITS_QUIESCENCE;
    }
    ended = true;
    return Progress.DONE;
  }

  @Override
  public long hold() {
    return ended ? Holds.NONE : watermark;
  }
}
