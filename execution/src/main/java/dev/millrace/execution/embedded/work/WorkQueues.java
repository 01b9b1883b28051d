/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.WorkQueue;
import org.apache.beam.sdk.coders.Coder;

/**
 * The shared work of a stage, by transform, wherever its instances are.
 *
 * <p>Threading: used by each instance on its own thread.
 */
public interface WorkQueues {
  /**
   * The work of {@code transform} for one instance.
   *
   * @param coder codes the items
   * @param instance the instance; the same object at each call
   * @param first makes the first items if no instance has done so
   */
  <T> WorkQueue<T> share(
      String transform, Coder<T> coder, Participant instance, FirstWork<T> first);

  /**
   * An instance passes the barrier of {@code checkpoint}, having told the positions that it has.
   */
  void pass(long checkpoint);
}
