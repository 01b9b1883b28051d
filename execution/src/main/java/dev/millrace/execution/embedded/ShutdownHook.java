/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded;

import java.lang.ref.WeakReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to a job when the process is asked to end: by a signal, or by {@code System.exit}. The
 * process ends when all hooks have. A hook does not keep its job from being garbage collected.
 *
 * <p>Threading: safe for use by all threads.
 */
final class ShutdownHook {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

  private final Thread thread;

  private ShutdownHook(Thread thread) {
    this.thread = thread;
  }

  /** Has {@code job} shut down as it is to be when the process is asked to end. */
  static ShutdownHook add(String name, EmbeddedJob job) {
    Body body = new Body(name, new WeakReference<>(job));
    ShutdownHook hook = new ShutdownHook(new Thread(body, "millrace-" + name + "-shutdown"));
    try {
      Runtime.getRuntime().addShutdownHook(hook.thread);
    } catch (IllegalStateException e) {
      LOG.debug("Job {} begins while the process ends, which does not wait for it", name, e);
    }
    return hook;
  }

  /** Forgets the job, which has ended. */
  void remove() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      LOG.debug("{} runs, or has run", thread.getName(), e);
    }
  }

  // Not an inner class, which would refer to more than it needs.
  private record Body(String name, WeakReference<EmbeddedJob> job) implements Runnable {
    @Override
    public void run() {
      EmbeddedJob running = job.get();
      if (running == null) {
        return;
      }
      try {
        running.shutDown();
      } catch (InterruptedException e) {
        LOG.warn("The process ends before job {} was shut down", name);
      }
    }
  }
}
