/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The materialised side inputs of a job, shared read-only by all its instances.
 *
 * <p>Threading: safe for use by all instances at once.
 */
public interface SideInputs {

  /**
   * Whether {@code view} can be read in {@code window}, a window of the side input: a pane has been
   * published, or no first one can come any more. Once it is so, it stays so.
   */
  boolean ready(PCollectionView<?> view, BoundedWindow window);

  /**
   * Asks for one call of {@link StageInstance#sideInputReady} when {@code view} can be read in
   * {@code window}; it comes soon if that is so already. Asking twice before it comes is asking
   * once.
   */
  void await(PCollectionView<?> view, BoundedWindow window);

  /**
   * The view's value in {@code window}, as of the latest pane; of no elements if none came.
   *
   * @throws IllegalStateException if it is not {@linkplain #ready ready}, or has been dropped: the
   *     watermark of all who read it has passed the expiry of the main windows that look at it
   */
  <T> @Nullable T get(PCollectionView<T> view, BoundedWindow window);

  /**
   * Keeps what {@code window} has, which has not been dropped, for work that goes on when the main
   * window has expired, until {@link #release} has been called as often, by whatever instance.
   */
  void retain(PCollectionView<?> view, BoundedWindow window);

  /** Takes back one {@link #retain}. */
  void release(PCollectionView<?> view, BoundedWindow window);

  /** Publishes a pane: {@code contents} replace what {@code window} had. */
  void publish(PCollectionView<?> view, BoundedWindow window, PaneInfo pane, List<?> contents);

  /**
   * Tells how far the watermark of the view's contents has come: windows that have no pane, and
   * whose first firing is certain by then or that have expired, are ready, and empty.
   *
   * @param millis later than at the call before
   */
  void watermark(PCollectionView<?> view, long millis);
}
