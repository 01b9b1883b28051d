/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import com.google.common.util.concurrent.Uninterruptibles;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A latch that functions and the test share: all copies of it are the same one.
 *
 * <p>Threading: safe for use by all threads.
 */
final class SharedLatch implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong IDS = new AtomicLong();
  private static final Map<Long, CountDownLatch> LATCHES = new ConcurrentHashMap<>();

  private final long id = IDS.incrementAndGet();

  SharedLatch(int count) {
    LATCHES.put(id, new CountDownLatch(count));
  }

  void countDown() {
    LATCHES.get(id).countDown();
  }

  boolean isOpen() {
    return LATCHES.get(id).getCount() == 0;
  }

  /** Waits for the latch to open, in a function that does not heed interrupts. */
  void awaitWhateverComes() {
    Uninterruptibles.awaitUninterruptibly(LATCHES.get(id));
  }

  /** Waits for the latch to open, in a function. */
  void await() throws InterruptedException {
    LATCHES.get(id).await();
  }

  /** Waits for the latch to open, in a test. */
  void awaitOrFail() throws InterruptedException {
    if (!LATCHES.get(id).await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("The latch is still closed");
    }
  }
}
