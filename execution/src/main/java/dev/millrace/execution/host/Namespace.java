/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a cell of keyed state belongs to besides its key: a window, or one node of a window's
 * trigger, or the key as a whole.
 *
 * @param window the window, null for state of the key as a whole
 * @param trigger the index of the trigger node, {@link #NO_TRIGGER} for none
 */
public record Namespace(@Nullable BoundedWindow window, int trigger) {
  /** The {@link #trigger} of a namespace that belongs to no trigger node. */
  public static final int NO_TRIGGER = -1;

  /** The namespace of the key as a whole. */
  public static final Namespace GLOBAL = new Namespace(null, NO_TRIGGER);

  /** The namespace of {@code window}. */
  public static Namespace of(BoundedWindow window) {
    return new Namespace(window, NO_TRIGGER);
  }

  /**
   * The window, of a namespace that is known to have one.
   *
   * @throws IllegalStateException if this belongs to the key as a whole
   */
  public BoundedWindow requireWindow() {
    if (window == null) {
      throw new IllegalStateException("A window is asked for where the key as a whole is meant");
    }
    return window;
  }
}
