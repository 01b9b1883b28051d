/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.channel;

/** How many chunks may be under way in a channel. Each channel has its own. */
@FunctionalInterface
public interface ChunkLimit {

  /** The limit for the chunk to be sent next, at least 1. Called by the producing task. */
  int next();

  /** Always {@code chunks}. */
  static ChunkLimit of(int chunks) {
    return () -> chunks;
  }

  /** No limit. */
  static ChunkLimit none() {
    return () -> Integer.MAX_VALUE;
  }
}
