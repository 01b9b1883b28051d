/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The restored states that any part of a job has asked for. From then on they are in the
 * checkpoints as whoever asked has them, in whichever stage of their transform that is.
 *
 * <p>Threading: safe for use by all threads.
 */
public final class Claims {
  private final Set<StateId> claimed = ConcurrentHashMap.newKeySet();

  /** Somebody asks for {@code id}. */
  void add(StateId id) {
    claimed.add(id);
  }

  /** Whether somebody has asked for {@code id}. */
  boolean contains(StateId id) {
    return claimed.contains(id);
  }
}
