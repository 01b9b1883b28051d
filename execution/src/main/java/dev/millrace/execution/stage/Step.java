/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage;

import static java.util.Objects.requireNonNullElse;

import dev.millrace.execution.host.ExchangeException;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StopCheck;
import dev.millrace.execution.host.Stopped;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.util.UserCodeException;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The step that an operator is in the eyes of a user: the name under which its metrics count and
 * its failures are reported.
 *
 * <p>Calls of user code stand between {@link #enter} and {@link #exit}, so that metrics go to the
 * right step also where one operator calls the next.
 */
public final class Step {
  private final String transform;
  private final StageHost host;
  private final FirstFailure firstFailure;
  private final Runnable bundle;
  private final StageMetrics metrics;
  private final StopCheck stop;
  private final int number;

  Step(
      String transform,
      StageHost host,
      FirstFailure firstFailure,
      Runnable bundle,
      StageMetrics metrics) {
    this.transform = transform;
    this.host = host;
    this.firstFailure = firstFailure;
    this.bundle = bundle;
    this.metrics = metrics;
    this.stop = host.stop();
    this.number = metrics.add(transform);
  }

  /** The full name of the transform. */
  public String transform() {
    return transform;
  }

  /** The host of the stage. */
  public StageHost host() {
    return host;
  }

  /** Begins a bundle unless one is open: for work that no element from outside has begun. */
  public void startBundle() {
    bundle.run();
  }

  /** Directs metrics to this step from now on; answers what {@link #exit} needs. */
  public int enter() {
    return metrics.enter(number);
  }

  /** Directs metrics back to where they went before {@link #enter}. */
  public void exit(int previous) {
    metrics.exit(previous);
  }

  /** See {@link StopCheck#throwIfStopped}. */
  public void throwIfStopped() {
    stop.throwIfStopped();
  }

  /**
   * What to throw when {@code thrown} came out of user code.
   *
   * <p>A failure of an operator further down passes through the user code of those above it; it is
   * reported as what it was first. It stays on record in case user code swallows it.
   *
   * @param phase what was being done
   * @param circumstances see {@link StageFailure#circumstances}
   * @throws Stopped if that is what was thrown: to be stopped is no failure
   */
  public StageFailure failure(String phase, String circumstances, Throwable thrown) {
    StageFailure known = firstFailure.get();
    if (known != null) {
      return known;
    }
    StageFailure failure = describe(phase, circumstances, thrown);
    firstFailure.set(failure);
    return failure;
  }

  /** What user code threw; {@link Stopped} goes on its way. */
  private static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof UserCodeException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof Stopped stopped) {
      throw stopped;
    }
    return cause;
  }

  /**
   * What to throw when {@code thrown} came out of user code that is called at the end: a failure of
   * its own, whatever failed before.
   *
   * @param phase what was being done, e.g. {@code @Teardown}
   */
  public StageFailure closingFailure(String phase, Throwable thrown) {
    return describe(phase, "", thrown);
  }

  private StageFailure describe(String phase, String circumstances, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return cause instanceof StageFailure stageFailure
        ? stageFailure
        : new StageFailure(transform, phase, joined(circumstances, cause), cause);
  }

  private static String joined(String circumstances, Throwable cause) {
    String reading = UnreadableSideInput.describe(cause);
    return reading.isEmpty() || circumstances.isEmpty()
        ? reading + circumstances
        : reading + ", " + circumstances;
  }

  /** As {@link #failure(String, String, Throwable)}, on {@code element}. */
  public StageFailure failure(String phase, @Nullable WindowedValue<?> element, Throwable thrown) {
    Throwable cause = unwrap(thrown);
    return failure(phase, element == null ? "" : Rendering.element(element), cause);
  }

  /** What to throw when an exchange has refused {@code element}, an output of this step. */
  public StageFailure refused(WindowedValue<?> element, ExchangeException refusal) {
    return failure(
        refusal.doing(),
        Rendering.element(element) + ", " + refusal.advice(),
        requireNonNullElse(refusal.getCause(), refusal));
  }

  /** Has {@code callback} called for this step once the open bundle is finished. */
  public void afterBundle(Instant expiry, BundleFinalizer.Callback callback) {
    host.afterBundle(
        expiry,
        () -> {
          int outer = enter();
          try {
            callback.onBundleSuccess();
          } finally {
            exit(outer);
          }
        });
  }
}
