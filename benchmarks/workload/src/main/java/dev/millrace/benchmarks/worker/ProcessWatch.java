/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.worker;

/** What a run takes of the process that it runs in. */
interface ProcessWatch {
  /** Looks at nothing, and answers 0. */
  ProcessWatch NONE = new ProcessWatch() {};

  /** Collects garbage, and forgets the peaks so far. */
  default void reset() {}

  /** CPU time since the process began. */
  default long cpuNanos() {
    return 0;
  }

  /** The peak of the heap, garbage included. */
  default long heapBytes() {
    return 0;
  }

  /** The peak of the heap after a collection. */
  default long liveBytes() {
    return 0;
  }

  /** The peak of resident memory. */
  default long residentBytes() {
    return 0;
  }
}
