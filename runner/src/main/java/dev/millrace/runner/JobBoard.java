/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.observe.EndedJob;
import dev.millrace.execution.observe.ObservedJob;
import java.io.IOException;

/**
 * Shows the jobs of this process to those who run them. {@link Provider} is a service: the module
 * {@code millrace-dashboard} has one.
 *
 * <p>Threading: safe for use by all threads.
 */
public interface JobBoard {

  /** Shows a job that runs. */
  void running(ObservedJob job);

  /** Shows what is left of a job that has been shown as running. */
  void ended(EndedJob job);

  /** Opens boards. */
  interface Provider {

    /**
     * The board at {@code address}: the one that is open there in this process already, or a new
     * one, which stays open until the process ends.
     *
     * @throws IOException if it cannot be opened; the message says why and what to do
     */
    JobBoard open(BoardAddress address) throws IOException;
  }
}
