/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

/** An instance that shares work, as the queue knows it. Threading: called by any thread. */
public interface Participant {

  /** Wakes the instance. */
  void wake();

  /**
   * The last checkpoint whose barrier the instance has passed, 0 if it has passed none. Called by
   * the instance's own thread alone.
   */
  long epoch();

  /** The checkpoint that is being taken of the instance, within its {@code snapshot}. */
  long checkpoint();
}
