/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import dev.millrace.execution.host.WorkQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * The shared work of a stage, by transform.
 *
 * <p>Threading: safe for use by all instances of the stage.
 */
public final class StageQueues {
  private final ConcurrentMap<String, SharedQueue<?>> byTransform = new ConcurrentHashMap<>();

  /**
   * The work of {@code transform} for one instance.
   *
   * @param wake wakes the instance; the same object at each call for an instance
   * @param initial makes the first items if no instance has done so
   */
  @SuppressWarnings("unchecked") // a transform has one type of work
  public <T> WorkQueue<T> share(String transform, Runnable wake, Supplier<Iterable<T>> initial) {
    SharedQueue<T> work =
        (SharedQueue<T>) byTransform.computeIfAbsent(transform, t -> new SharedQueue<T>());
    work.make(initial);
    return new QueueAccess<>(work, wake);
  }
}
