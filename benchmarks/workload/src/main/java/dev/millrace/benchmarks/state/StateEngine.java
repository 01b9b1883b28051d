/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

/** What runs {@link StateJob}s. Named as a service of its class path. */
public interface StateEngine {
  /** Whether it is the engine of that name. */
  boolean isNamed(String name);

  /**
   * Starts a job, and returns.
   *
   * @param engine a name that it has said to have
   * @throws Exception if the job cannot be started
   */
  RunningJob start(String engine, StateJob job) throws Exception;
}
