/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.exchange.Outputs;
import dev.millrace.execution.embedded.sideinput.TaskSideInputs;
import dev.millrace.execution.host.StageInstance;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * Sends on how far a task has come: its output watermark
 *
 * <pre>
 *   output = min(input, holds, work of the instance)      never moving back
 * </pre>
 *
 * and whether it is idle.
 *
 * <p>Threading: used by its task alone.
 */
final class Forwarding {
  private static final long MAX = BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();

  /** How long an open bundle whose end may emit keeps the output watermark back. */
  private static final long PATIENCE_MILLIS = 20;

  private final StageInstance instance;
  private final TaskHost host;
  private final Outputs outputs;
  private final TaskSideInputs sideInputs;
  private final Bundle bundle;
  private boolean idle;

  Forwarding(
      StageInstance instance,
      TaskHost host,
      Outputs outputs,
      TaskSideInputs sideInputs,
      Bundle bundle) {
    this.instance = instance;
    this.host = host;
    this.outputs = outputs;
    this.sideInputs = sideInputs;
    this.bundle = bundle;
  }

  /**
   * Tells consumers how far the task had come in what it begins from: some of them may be new, or
   * may not have come as far.
   */
  void begin() {
    if (host.isCutShort()) {
      outputs.cutShort();
    }
    if (host.outputWatermark() > BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis()) {
      outputs.watermark(host.outputWatermark());
    }
  }

  /** Sends what was emitted; and the output watermark if it may advance. */
  void forward() throws Exception {
    if (limit() > host.outputWatermark() && bundleAllows()) {
      send(limit());
    } else if (outputs.flush()) {
      idle = false;
    }
    sideInputs.releaseWatermarks(host.outputWatermark());
  }

  /** What the output watermark may advance to. */
  private long limit() {
    return Math.min(Math.min(host.inputWatermark(), host.minimumHold()), instance.hold());
  }

  private boolean bundleAllows() throws Exception {
    if (!instance.bundleOpen() || !instance.emitsAtFinishBundle()) {
      return true;
    }
    if (!bundle.openFor(PATIENCE_MILLIS)) {
      return false;
    }
    bundle.finish(instance);
    return limit() > host.outputWatermark();
  }

  private void send(long watermark) {
    idle = false;
    host.outputWatermark(watermark);
    outputs.watermark(watermark);
    sideInputs.advance(watermark);
  }

  /** Tells consumers that nothing is to be expected for a while, unless they know already. */
  void announceIdle() {
    if (!idle) {
      idle = true;
      outputs.idle();
    }
  }

  /** Whether consumers know that nothing is to be expected for a while. */
  boolean isIdle() {
    return idle;
  }

  /** Ends all outputs. */
  void end() {
    host.outputWatermark(MAX);
    sideInputs.advance(MAX);
    sideInputs.releaseWatermarks(MAX);
    outputs.end();
  }
}
