/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.cold;

/**
 * The stores of one job, which share memory.
 *
 * <p>Threading: safe for use by all threads.
 */
public interface ColdStores extends AutoCloseable {

  /**
   * A store with nothing in it.
   *
   * @param name tells it from the others of the job; letters, digits and hyphens
   * @throws java.io.UncheckedIOException if it cannot be made
   */
  ColdStore open(String name);

  /** Lets go of all that stores share. All stores have been closed. */
  @Override
  void close();
}
