/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;

/**
 * One operator of a fused stage. Operators that take elements from others are {@link
 * dev.millrace.execution.host.StageOutput}s too.
 *
 * <p>Order of calls: {@code open}, then bundles, then {@code close}; between {@code startBundle}
 * and {@code finishBundle} come elements and {@code sideInputReady}.
 */
public interface Operator {

  /** Prepares the operator; called once, upstream operators first. */
  default void open() throws Exception {}

  /** Begins a bundle. */
  default void startBundle() {}

  /** Ends the bundle; may emit. Upstream operators end theirs first. */
  default void finishBundle() throws Exception {}

  /** Whether {@link #finishBundle} may emit. */
  default boolean emitsAtFinishBundle() {
    return false;
  }

  /** See {@code StageInstance.sideInputReady}; it may be one that another operator awaits. */
  default void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {}

  /** Whether elements wait for a side input. */
  default boolean awaitsSideInputs() {
    return false;
  }

  /** How many elements wait for side inputs. */
  default long elementsWaiting() {
    return 0;
  }

  /** See {@code StageInstance.inputWatermark}. */
  default void inputWatermark(long millis) throws Exception {}

  /** See {@code StageInstance.hold}. */
  default long hold() {
    return Holds.NONE;
  }

  /** What {@link #hold} is due to, in words that follow the transform's name; maybe empty. */
  default String holdReason() {
    return "";
  }

  /** See {@code StageInstance.snapshot}. */
  default void snapshot(long checkpoint) throws Exception {}

  /** See {@code StageInstance.awaitsCheckpoint}. */
  default boolean awaitsCheckpoint() {
    return false;
  }

  /** See {@code StageInstance.checkpointComplete}; the operator begins a bundle if it needs one. */
  default void checkpointComplete(long checkpoint) throws Exception {}

  /** Releases what {@link #open} acquired; called also if {@code open} failed. */
  default void close() throws Exception {}
}
