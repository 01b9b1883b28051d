/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.loops;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Work on a range of indices, shared by threads. */
final class Parallel {
  private final int threads;

  Parallel(int threads) {
    this.threads = threads;
  }

  /**
   * Runs a part on each thread, parts of equal size that cover 0 to {@code elements}.
   *
   * @return what the parts have answered, in their order
   */
  <T> List<T> run(long elements, Part<T> part) throws InterruptedException, ExecutionException {
    List<FutureTask<T>> tasks = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      long from = elements * i / threads;
      long to = elements * (i + 1) / threads;
      FutureTask<T> task = new FutureTask<>(() -> part.run(from, to));
      new Thread(task, "loop-" + i).start();
      tasks.add(task);
    }
    List<T> answers = new ArrayList<>();
    for (FutureTask<T> task : tasks) {
      answers.add(task.get());
    }
    return answers;
  }

  /**
   * What a thread does.
   *
   * @param <T> what it answers
   */
  interface Part<T> {
    /** Handles the indices from {@code from} to before {@code to}. */
    T run(long from, long to);
  }
}
