/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.WindowingStrategy;

/**
 * How a host writes down what keyed state and timers belong to, where it has to: in a checkpoint,
 * or in a store outside of memory.
 *
 * @param keyCoder codes the values of keys
 * @param windowCoder codes the windows of namespaces
 */
public record KeySpace(Coder<?> keyCoder, Coder<? extends BoundedWindow> windowCoder) {
  /** Of one key, the null key, without windows. */
  public static final KeySpace SINGLE = new KeySpace(VoidCoder.of(), GlobalWindow.Coder.INSTANCE);

  /** Keys coded by {@code keyCoder}, with the windows of {@code windowing}. */
  public static KeySpace of(Coder<?> keyCoder, WindowingStrategy<?, ?> windowing) {
    return new KeySpace(keyCoder, windowing.getWindowFn().windowCoder());
  }
}
