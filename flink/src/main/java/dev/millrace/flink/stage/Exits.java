/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.stage;

import dev.millrace.flink.exchange.StageElement;

/** Where what a stage emits goes: called by the thread that drives it. */
public interface Exits {
  /** An element leaves by departure {@code departure}. */
  void element(int departure, StageElement element);

  /** The output watermark has come to {@code millis}, in Beam's time. */
  void watermark(long millis);

  /** Nothing is to be expected for a while. */
  void idle();

  /** Tells those who read a view of the stage. */
  void view(byte[] message);
}
