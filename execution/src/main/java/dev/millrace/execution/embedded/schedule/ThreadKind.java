/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.schedule;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What runs the tasks of a job. */
public enum ThreadKind {
  /** A platform thread for each task. */
  PLATFORM {
    @Override
    Thread create(String name, Runnable body) {
      Thread thread = new Thread(body, name);
      thread.setDaemon(true);
      return thread;
    }
  },
  /**
   * A virtual thread for each task. Needs a JDK that has them; before JDK 24 a task that blocks
   * inside {@code synchronized} keeps its carrier thread.
   */
  VIRTUAL {
    @Override
    Thread create(String name, Runnable body) {
      return VirtualThreads.create(name, body);
    }
  },
  /**
   * The caller's thread for all tasks, as long as it waits for the job. Deterministic; the clock
   * moves on when nothing else is left to do.
   */
  INLINE {
    @Override
    Thread create(String name, Runnable body) {
      throw new IllegalStateException("An inline job has no threads, but asks for " + name);
    }
  };

  abstract Thread create(String name, Runnable body);

  /** A thread that is not started yet, with {@code loader} as its context class loader. */
  Thread newThread(String name, @Nullable ClassLoader loader, Runnable body) {
    Thread thread = create(name, body);
    thread.setContextClassLoader(loader);
    return thread;
  }

  /** Whether this JDK has it. */
  public boolean available() {
    return this != VIRTUAL || VirtualThreads.FACTORY != null;
  }

  // By reflection: the code is compiled for a release that does not have them.
  private static final class VirtualThreads {
    static final MethodHandle @Nullable [] FACTORY = find();

    private static MethodHandle @Nullable [] find() {
      try {
        MethodHandles.Lookup lookup = MethodHandles.publicLookup();
        Class<?> builder = Class.forName("java.lang.Thread$Builder");
        Class<?> virtual = Class.forName("java.lang.Thread$Builder$OfVirtual");
        return new MethodHandle[] {
          lookup.findStatic(Thread.class, "ofVirtual", MethodType.methodType(virtual)),
          lookup.findVirtual(builder, "name", MethodType.methodType(builder, String.class)),
          lookup.findVirtual(
              builder, "unstarted", MethodType.methodType(Thread.class, Runnable.class))
        };
      } catch (ReflectiveOperationException e) {
        return null;
      }
    }

    static Thread create(String name, Runnable body) {
      if (FACTORY == null) {
        throw new IllegalStateException(
            "Virtual threads need JDK 21 or later; this is " + Runtime.version());
      }
      try {
        Object builder = FACTORY[1].invoke(FACTORY[0].invoke(), name);
        return (Thread) FACTORY[2].invoke(builder, body);
      } catch (Throwable e) {
        throw new IllegalStateException("Starting virtual thread " + name + " failed", e);
      }
    }
  }
}
