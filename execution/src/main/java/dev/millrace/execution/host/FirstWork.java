/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.List;

/**
 * The work that the instances of a stage share at first. One of its methods is called, once per
 * stage, by whichever instance comes first, before any instance can take an item.
 *
 * @param <T> the type of an item
 */
@FunctionalInterface
public interface FirstWork<T> {

  /** Makes the first items of a job that begins anew. */
  Iterable<T> make();

  /** The job begins from a checkpoint that has {@code items}; none if all had been done. */
  default void restored(List<T> items) {}
}
