/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.work;

import dev.millrace.execution.host.WorkQueue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Work shared by the instances of a stage, as one of them sees it.
 *
 * <p>Threading: used by its instance; what it shares is thread-safe.
 */
final class QueueAccess<T> implements WorkQueue<T> {
  private final SharedQueue<T> work;
  private final Participant instance;
  // The watermark of what the instance is at.
  private long current;

  QueueAccess(SharedQueue<T> work, Participant instance) {
    this.work = work;
    this.instance = instance;
  }

  @Override
  public @Nullable T poll(long notBefore) {
    SharedQueue.Item<T> item = work.poll(instance, notBefore);
    if (item == null) {
      return null;
    }
    current = item.watermark();
    return item.value();
  }

  @Override
  public void add(T item, long watermark) {
    work.add(instance, item, watermark);
  }

  @Override
  public void begin(long watermark) {
    current = watermark;
    work.begin(instance, watermark);
  }

  @Override
  public void position(T rest, long watermark) {
    work.position(instance.checkpoint(), rest, watermark);
  }

  @Override
  public void done() {
    work.done(current);
  }

  @Override
  public void leave() {
    work.leave(instance);
  }

  @Override
  public long earliest() {
    return work.earliest(instance);
  }

  @Override
  public boolean exhausted() {
    return work.exhausted(instance);
  }

  @Override
  public boolean wanted() {
    return work.wanted();
  }

  @Override
  public double fractionDone(double ofItem) {
    return work.fractionDone(ofItem);
  }
}
