/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.host.StopCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The call-backs that were asked for in bundles, and that run once these are durable: at once where
 * no checkpoints are taken, else when the checkpoint has been published that has them. As the model
 * has it they are a best effort: one that fails is logged, one that has expired is dropped.
 *
 * <p>Threading: used by its task alone.
 */
final class Finalizers {
  private static final Logger LOG = LoggerFactory.getLogger(Finalizers.class);

  private final String owner;
  private final JobClock clock;
  private final StopCheck stop;
  private List<Finalizer> pending = new ArrayList<>();
  private final NavigableMap<Long, List<Finalizer>> byCheckpoint = new TreeMap<>();

  private record Finalizer(Instant expiry, BundleFinalizer.Callback callback) {}

  Finalizers(String owner, JobClock clock, StopCheck stop) {
    this.owner = owner;
    this.clock = clock;
    this.stop = stop;
  }

  /** Has {@code callback} called once it may be, unless that is after {@code expiry}. */
  void add(Instant expiry, BundleFinalizer.Callback callback) {
    pending.add(new Finalizer(expiry, callback));
  }

  /** Calls what has been asked for; whether there was anything. */
  boolean run() {
    List<Finalizer> due = takePending();
    run(due);
    return !due.isEmpty();
  }

  /** Leaves what has been asked for to {@code checkpoint}. */
  void leaveTo(long checkpoint) {
    if (!pending.isEmpty()) {
      byCheckpoint.put(checkpoint, takePending());
    }
  }

  /** Calls what was left to {@code checkpoint} and those before; whether there was anything. */
  boolean run(long checkpoint) {
    boolean any = false;
    while (!byCheckpoint.isEmpty() && byCheckpoint.firstKey() <= checkpoint) {
      run(byCheckpoint.pollFirstEntry().getValue());
      any = true;
    }
    return any;
  }

  /** Whether nothing is to be called. */
  boolean isEmpty() {
    return pending.isEmpty() && byCheckpoint.isEmpty();
  }

  private List<Finalizer> takePending() {
    List<Finalizer> taken = pending;
    pending = new ArrayList<>();
    return taken;
  }

  private void run(List<Finalizer> due) {
    long now = clock.millis();
    for (Finalizer finalizer : due) {
      stop.throwIfStopped();
      if (finalizer.expiry.getMillis() > now) {
        call(finalizer.callback);
      }
    }
  }

  private void call(BundleFinalizer.Callback callback) {
    try {
      callback.onBundleSuccess();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      LOG.warn("A bundle finalizer of {} failed", owner, e);
    }
  }
}
