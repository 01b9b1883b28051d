/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.durability.child;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** When a process may be killed. */
public enum Moment {
  /** So many milliseconds after it was started. */
  STARTING(false),
  /** So many milliseconds after it has begun to run the pipeline. */
  RUNNING(false),
  /** When the checkpoint directory has just become its own. */
  OWNING(false),
  /** When it has begun to write so many segments of checkpoints. */
  SEGMENT(false),
  /** When it has begun to write so many manifests. */
  MANIFEST(false),
  /** When it has published so many checkpoints. */
  PUBLISHED(false),
  /** When a function is set up. */
  SETTING_UP(true),
  /** When a reader is made from a mark. */
  RESTORING(true),
  /** In the midst of a bundle. */
  PROCESSING(true),
  /** When a timer fires. */
  TIMER(true),
  /** When a mark is told that it is in a checkpoint. */
  FINALIZING(true),
  /** When a bundle is told that it is in a checkpoint. */
  CALLBACK(true),
  /** When a result has been written, but under another name yet. */
  WRITING(true),
  /** When a result has been written. */
  WRITTEN(true),
  /** When the pipeline has ended, but the process has not. */
  ENDED(true);

  /** Names the moment at which to stop, and how often it comes before. */
  public static final String STOP_AT = "durability.stop";

  /** What is printed when the moment has come. */
  public static final String HAS_COME = "The moment has come: ";

  private static final String WANTED = System.getProperty(STOP_AT, "");
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final boolean told;

  Moment(boolean told) {
    this.told = told;
  }

  /** Whether the process says itself that it has come; else it is seen from outside. */
  public boolean isTold() {
    return told;
  }

  /** Waits to be killed if this is the moment to, and does nothing else. */
  public void reached() {
    if (WANTED.startsWith(name() + ":")
        && COUNT.incrementAndGet() == Integer.parseInt(WANTED.substring(WANTED.indexOf(':') + 1))) {
      System.out.println(HAS_COME + name());
      waitForTheEnd();
    }
  }

  private static void waitForTheEnd() {
    while (true) {
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // Whoever wants this thread to go on is part of what is killed.
      }
    }
  }
}
