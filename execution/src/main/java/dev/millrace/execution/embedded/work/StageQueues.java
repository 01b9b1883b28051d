/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.host.FirstWork;
import dev.millrace.execution.host.WorkQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.beam.sdk.coders.Coder;

/**
 * The shared work of a stage, by transform.
 *
 * <p>Threading: safe for use by all instances of the stage.
 */
public final class StageQueues implements WorkQueues {
  private static final String ID = StateId.SHARED + "work";

  private final RestoredState restored;
  private final ConcurrentMap<String, SharedQueue<?>> byTransform = new ConcurrentHashMap<>();

  /**
   * No work yet.
   *
   * @param restored what the queues begin with
   */
  public StageQueues(RestoredState restored) {
    this.restored = restored;
  }

  /** The state under which the work of {@code transform} is written down. */
  public static StateId stateOf(String transform) {
    return new StateId(transform, ID);
  }

  @Override
  @SuppressWarnings("unchecked") // a transform has one type of work
  public <T> WorkQueue<T> share(
      String transform, Coder<T> coder, Participant instance, FirstWork<T> first) {
    SharedQueue<T> work =
        (SharedQueue<T>) byTransform.computeIfAbsent(transform, t -> queue(t, coder));
    work.make(first);
    return new QueueAccess<>(work, instance);
  }

  private <T> SharedQueue<T> queue(String transform, Coder<T> coder) {
    SharedQueue<T> queue = new SharedQueue<>(stateOf(transform), coder);
    queue.restore(restored);
    return queue;
  }

  @Override
  public void pass(long checkpoint) {
    byTransform.values().forEach(work -> work.pass(checkpoint));
  }

  /** Nothing will be captured for {@code checkpoint} and those before. */
  public void forget(long checkpoint) {
    byTransform.values().forEach(work -> work.forget(checkpoint));
  }

  /**
   * Writes down what {@code checkpoint} has of the work. All instances have passed its barrier, or
   * are done.
   */
  public void capture(long checkpoint, StateSink sink) {
    byTransform.values().forEach(work -> work.capture(checkpoint, sink));
  }
}
