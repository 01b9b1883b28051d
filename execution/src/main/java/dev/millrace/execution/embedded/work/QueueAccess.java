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
  private final Runnable wake;
  // The watermark of what the instance is at.
  private long current;

  QueueAccess(SharedQueue<T> work, Runnable wake) {
    this.work = work;
    this.wake = wake;
  }

  @Override
  public @Nullable T poll(long notBefore) {
    SharedQueue.Item<T> item = work.poll(wake, notBefore);
    if (item == null) {
      return null;
    }
    current = item.watermark();
    return item.value();
  }

  @Override
  public void add(T item, long watermark) {
    work.add(item, watermark);
  }

  @Override
  public void begin(long watermark) {
    current = watermark;
    work.begin(wake, watermark);
  }

  @Override
  public void done() {
    work.done(current);
  }

  @Override
  public void leave() {
    work.leave(wake);
  }

  @Override
  public long earliest() {
    return work.earliest(wake);
  }

  @Override
  public boolean exhausted() {
    return work.exhausted(wake);
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
