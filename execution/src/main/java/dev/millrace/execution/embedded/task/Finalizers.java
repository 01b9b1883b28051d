/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.task;

import dev.millrace.execution.embedded.time.JobClock;
import dev.millrace.execution.host.StopCheck;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.joda.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The call-backs that were asked for in a bundle. As the model has it they are a best effort: one
 * that fails is logged, one that has expired is dropped.
 *
 * <p>Threading: used by its task alone.
 */
final class Finalizers {
  private static final Logger LOG = LoggerFactory.getLogger(Finalizers.class);

  private final String owner;
  private final JobClock clock;
  private final StopCheck stop;
  private List<Finalizer> pending = new ArrayList<>();

  private record Finalizer(Instant expiry, BundleFinalizer.Callback callback) {}

  Finalizers(String owner, JobClock clock, StopCheck stop) {
    this.owner = owner;
    this.clock = clock;
    this.stop = stop;
  }

  /** Has {@code callback} called by the next {@link #run}, unless that is after {@code expiry}. */
  void add(Instant expiry, BundleFinalizer.Callback callback) {
    pending.add(new Finalizer(expiry, callback));
  }

  /** Calls what is pending; whether there was anything. */
  boolean run() {
    if (pending.isEmpty()) {
      return false;
    }
    List<Finalizer> due = pending;
    pending = new ArrayList<>();
    long now = clock.millis();
    for (Finalizer finalizer : due) {
      stop.throwIfStopped();
      if (finalizer.expiry.getMillis() > now) {
        call(finalizer.callback);
      }
    }
    return true;
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
