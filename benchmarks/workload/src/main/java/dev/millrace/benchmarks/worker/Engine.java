/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

import dev.millrace.benchmarks.workload.Query;
import java.util.Optional;

/** What answers queries. Named as a service of its class path. */
public interface Engine {
  /**
   * The system property that tells how often engines take checkpoints whose name says that they do,
   * in milliseconds; 0 where none does.
   */
  String CHECKPOINT_MILLIS = "benchmarks.checkpoint.millis";

  /** Whether it is the engine of that name. */
  boolean isNamed(String name);

  /**
   * Builds what is then run and measured.
   *
   * @param engine a name that it has said to have
   * @param elements how many elements the sources have
   * @param run under which number the sinks report
   * @return empty if this engine has no answer to the query
   */
  Optional<PreparedRun> prepare(String engine, Query query, long elements, long run);
}
