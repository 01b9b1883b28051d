/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import java.util.List;

/** A job that has been started. Used by one thread. */
public interface RunningJob {
  /**
   * The checkpoints that have been published, in order; at least the latest. Asked for often enough
   * it tells all.
   *
   * @throws Exception if the job does not tell
   */
  List<PublishedFigures> published() throws Exception;

  /**
   * Does nothing while the job goes on.
   *
   * @throws Exception if the job has failed, or ended
   */
  void check() throws Exception;
}
