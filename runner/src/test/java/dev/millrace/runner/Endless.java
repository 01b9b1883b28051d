/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Work that would never end by itself: functions go on with it for as long as the test has not
 * given up. All copies of it are the same one.
 *
 * <p>Threading: safe for use by all threads.
 */
final class Endless implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int WELL_UNDER_WAY = 1_000;
  private static final AtomicLong IDS = new AtomicLong();
  private static final Map<Long, Course> COURSES = new ConcurrentHashMap<>();

  private final long id = IDS.incrementAndGet();

  private static final class Course {
    private final CountDownLatch underWay = new CountDownLatch(1);
    private final AtomicInteger alive = new AtomicInteger();
    private final AtomicLong steps = new AtomicLong();
    private volatile boolean givenUp;
  }

  Endless() {
    COURSES.put(id, new Course());
  }

  private Course course() {
    return COURSES.get(id);
  }

  /** Counts a step of the work; whether there is to be another. */
  boolean goesOn() {
    Course course = course();
    if (course.steps.incrementAndGet() == WELL_UNDER_WAY) {
      course.underWay.countDown();
    }
    return !course.givenUp;
  }

  /** As {@link #goesOn}, at a step that takes a while of computing. */
  boolean goesOnSlowly() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TimeUnit.MICROSECONDS.toNanos(100)) {
      Thread.onSpinWait();
    }
    return goesOn();
  }

  /** Tells that a function was set up. */
  void setUp() {
    course().alive.incrementAndGet();
  }

  /** Tells that a function was torn down. */
  void tornDown() {
    course().alive.decrementAndGet();
  }

  /** How many functions have been set up and not torn down. */
  int alive() {
    return course().alive.get();
  }

  /** How many steps there have been. */
  long steps() {
    return course().steps.get();
  }

  /** Waits until there have been many steps. */
  void awaitUnderWay() throws InterruptedException {
    if (!course().underWay.await(30, TimeUnit.SECONDS)) {
      throw new AssertionError("Only " + steps() + " steps");
    }
  }

  /** Lets the work end, whatever became of it. */
  void giveUp() {
    course().givenUp = true;
  }
}
