/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.splittable;

import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.WorkQueue;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.beam.sdk.fn.splittabledofn.RestrictionTrackers;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.SplitResult;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The restriction of one call of a splittable DoFn, watched claim by claim. A restriction that may
 * never end is cut short after a while; one that does end is halved when another instance idles.
 *
 * <p>The while begins with the first claim: a source may wait for its data, and what it then has is
 * not to be claimed one by one.
 *
 * @param <R> the type of the restriction
 * @param <P> the type of the positions in it
 */
final class Invocation<R, P> implements RestrictionTrackers.ClaimObserver<P> {
  private static final int MAX_CLAIMS = 1_000;
  private static final long MAX_NANOS = 100_000_000L;
  private static final double HALF = 0.5;

  /** What is soon done is not worth the bother of being handed over. */
  private static final long WORTH_SPLITTING_NANOS = 20_000_000L;

  private final RestrictionTracker<R, P> tracker;
  private final boolean bounded;
  private final WorkQueue<?> shared;
  private final Consumer<R> giveAway;
  private final StopCheck stop;
  private final LongSupplier nanoTime;
  private final long begin;
  private long firstClaim;
  private int claims;
  private boolean cutShort;
  private @Nullable SplitResult<R> cut;

  /**
   * Watches {@code watched}.
   *
   * @param bounded whether the restriction is sure to end
   * @param giveAway takes the part that another instance is to process
   * @param nanoTime tells how long the call takes
   */
  Invocation(
      RestrictionTracker<R, P> watched,
      boolean bounded,
      WorkQueue<?> shared,
      Consumer<R> giveAway,
      StopCheck stop,
      LongSupplier nanoTime) {
    this.bounded = bounded;
    this.shared = shared;
    this.nanoTime = nanoTime;
    this.begin = nanoTime.getAsLong();
    this.giveAway = giveAway;
    this.stop = stop;
    this.tracker = RestrictionTrackers.observe(watched, this);
  }

  RestrictionTracker<R, P> tracker() {
    return tracker;
  }

  @Override
  public void onClaimed(P position) {
    stop.throwIfStopped();
    if (claims++ == 0) {
      firstClaim = nanoTime.getAsLong();
    }
    if (bounded) {
      if (shared.wanted() && nanoTime.getAsLong() - begin > WORTH_SPLITTING_NANOS) {
        SplitResult<R> halves = tracker.trySplit(HALF);
        if (halves != null) {
          giveAway.accept(halves.getResidual());
        }
      }
    } else if (!cutShort
        && (claims >= MAX_CLAIMS || nanoTime.getAsLong() - firstClaim > MAX_NANOS)) {
      cutShort = true;
      cut = tracker.trySplit(0);
    }
  }

  @Override
  public void onClaimFailed(P position) {}

  /**
   * Cuts the restriction off where the call left it; the part that remains, if any, is in the list.
   */
  List<R> remainder(boolean resume) {
    if (cut == null && resume) {
      cut = tracker.trySplit(0);
    }
    tracker.checkDone();
    return cut == null ? List.of() : List.of(cut.getResidual());
  }
}
