/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.rocksdb;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far a pipeline may go, and how far it has come: numbers stop before a gate, which the test
 * moves, or the first checkpoint of all before it. There is one at a time.
 */
final class Course {
  private static final AtomicLong GATE = new AtomicLong();
  private static final AtomicLong DONE = new AtomicLong();
  private static final Map<Long, Long> UPDATES = new ConcurrentHashMap<>();
  private static final Map<Long, Long> SUMS = new ConcurrentHashMap<>();
  private static volatile Failure failure = Failure.NONE;
  private static volatile CountDownLatch atGate = new CountDownLatch(1);

  private enum Failure {
    NONE,
    TO_COME,
    DUE,
    HAPPENED
  }

  private Course() {}

  /** A course that stops before number {@code gate}. */
  static void begin(long gate) {
    GATE.set(gate);
    DONE.set(0);
    failure = Failure.NONE;
    UPDATES.clear();
    SUMS.clear();
    atGate = new CountDownLatch(1);
  }

  /** Numbers go on by themselves once a checkpoint has all before the gate; then one fails. */
  static void failBehindGate() {
    failure = Failure.TO_COME;
  }

  static boolean willGoOn() {
    return failure == Failure.TO_COME;
  }

  /** All before the gate is in a checkpoint. */
  static void goOn() {
    failure = Failure.DUE;
    GATE.set(Long.MAX_VALUE);
  }

  /** Fails if it is time. */
  static void mayFail() {
    if (failure == Failure.DUE) {
      failure = Failure.HAPPENED;
      throw new IllegalStateException("A failure, on purpose");
    }
  }

  static boolean hasFailed() {
    return failure == Failure.HAPPENED;
  }

  static long gate() {
    return GATE.get();
  }

  /** Lets numbers come as far as {@code gate}. */
  static void move(long gate) {
    atGate = new CountDownLatch(1);
    GATE.set(gate);
  }

  /** Waits until all numbers before the gate are done. */
  static void awaitGate() throws InterruptedException {
    if (!atGate.await(2, TimeUnit.MINUTES)) {
      throw new AssertionError(DONE + " of " + GATE + " numbers are done");
    }
  }

  /** A number is done: the {@code updates}-th of {@code key}. Whether it is the last for now. */
  static boolean done(long key, long updates) {
    UPDATES.merge(key, updates, Math::max);
    boolean last = DONE.incrementAndGet() == GATE.get();
    if (last) {
      atGate.countDown();
    }
    return last;
  }

  static void summed(long key, long sum) {
    SUMS.merge(key, sum, Math::max);
  }

  /** How often each key has been updated. */
  static Map<Long, Long> updates() {
    return UPDATES;
  }

  /** What has been summed up for each key. */
  static Map<Long, Long> sums() {
    return SUMS;
  }
}
