/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

/** A query that is ready to run, once. */
public interface PreparedRun {
  /**
   * Runs to the end.
   *
   * @return the name of the class that the engine answered with
   * @throws Exception if the run fails
   */
  String run() throws Exception;
}
