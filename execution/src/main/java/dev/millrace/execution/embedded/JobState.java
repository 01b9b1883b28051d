/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

/** What has become of a job. All but {@link #RUNNING} are final. */
public enum JobState {
  /** Running, or being started. */
  RUNNING,
  /** All its input has been processed. */
  DONE,
  /** A task failed. */
  FAILED,
  /** It was cancelled. */
  CANCELLED
}
