/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.testrunners;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Progress;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageInstance;
import dev.millrace.execution.host.TimerFiring;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Makes the tasks of a job take checkpoints often, and one of them fail, at random. */
final class Crashes {
  private static final int BUNDLES_PER_CHECKPOINT = 2;
  private static final int CALLS_PER_CRASH = 8;
  private static final int CALLS_PER_CRASH_BEFORE_ANY_CHECKPOINT = 80;

  private final Random random;
  private final boolean wanted;
  private final CompletableFuture<EmbeddedJob> job = new CompletableFuture<>();
  private int bundles;
  private boolean published;
  private boolean happened;

  /**
   * Crashes to come.
   *
   * @param wanted whether any are to happen
   */
  Crashes(long seed, boolean wanted) {
    this.random = new Random(seed);
    this.wanted = wanted;
  }

  /** Sets whose crashes they are. */
  void of(EmbeddedJob crashing) {
    job.complete(crashing);
  }

  /** A checkpoint has been published: more is to be seen if a crash comes after one. */
  synchronized void published() {
    published = true;
  }

  /** Whether there has been one. */
  synchronized boolean haveHappened() {
    return happened;
  }

  /** Whether {@code failure} came of a crash. */
  static boolean isCause(@Nullable Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof Crash) {
        return true;
      }
    }
    return false;
  }

  private synchronized void mayCrash() {
    int calls = published ? CALLS_PER_CRASH : CALLS_PER_CRASH_BEFORE_ANY_CHECKPOINT;
    if (wanted && !happened && random.nextInt(calls) == 0) {
      happened = true;
      throw new Crash();
    }
  }

  private void bundleFinished() {
    boolean due;
    synchronized (this) {
      due = ++bundles % BUNDLES_PER_CHECKPOINT == 0;
    }
    if (due) {
      CompletableFuture<Long> unused = job.join().checkpoint();
    }
  }

  /** An instance that does what {@code instance} does, until it crashes. */
  StageInstance around(StageInstance instance) {
    return new Crashing(instance);
  }

  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Crash() {
      super("A crash, on purpose");
    }
  }

  private final class Crashing implements StageInstance {
    private final StageInstance instance;

    Crashing(StageInstance instance) {
      this.instance = instance;
    }

    @Override
    public void open(StageHost host) throws Exception {
      instance.open(host);
    }

    @Override
    public void element(int collection, @Nullable Key key, WindowedValue<?> element)
        throws Exception {
      instance.element(collection, key, element);
      mayCrash();
    }

    @Override
    public void inputWatermark(long millis) throws Exception {
      instance.inputWatermark(millis);
      mayCrash();
    }

    @Override
    public void timer(TimerFiring firing) throws Exception {
      instance.timer(firing);
      mayCrash();
    }

    @Override
    public Progress advance(int maxElements) throws Exception {
      boolean openBefore = instance.bundleOpen();
      Progress progress = instance.advance(Math.min(maxElements, 3));
      if (!openBefore && instance.bundleOpen()) {
        mayCrash();
      }
      return progress;
    }

    @Override
    public void drain() throws Exception {
      instance.drain();
    }

    @Override
    public void sideInputReady(PCollectionView<?> view, BoundedWindow window) throws Exception {
      instance.sideInputReady(view, window);
      mayCrash();
    }

    @Override
    public void finishBundle() throws Exception {
      instance.finishBundle();
      mayCrash();
      bundleFinished();
    }

    @Override
    public void snapshot(long checkpoint) throws Exception {
      instance.snapshot(checkpoint);
      mayCrash();
    }

    @Override
    public void checkpointComplete(long checkpoint) throws Exception {
      instance.checkpointComplete(checkpoint);
      mayCrash();
    }

    @Override
    public boolean awaitsCheckpoint() {
      return instance.awaitsCheckpoint();
    }

    @Override
    public long hold() {
      return instance.hold();
    }

    @Override
    public long timerHold() {
      return instance.timerHold();
    }

    @Override
    public long stableTime(TimeDomain domain) {
      return instance.stableTime(domain);
    }

    @Override
    public boolean emitsAtFinishBundle() {
      return instance.emitsAtFinishBundle();
    }

    @Override
    public boolean bundleOpen() {
      return instance.bundleOpen();
    }

    @Override
    public long elementsRead() {
      return instance.elementsRead();
    }

    @Override
    public double fractionDone() {
      return instance.fractionDone();
    }

    @Override
    public void close() throws Exception {
      instance.close();
    }
  }
}
