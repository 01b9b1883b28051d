/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.watermark.Holds;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerDeclaration;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature.TimerFamilyDeclaration;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Duration;
import org.joda.time.Instant;

/**
 * A timer in the hands of a user. Bound to the key and window of the call in which it was asked
 * for. The rules for times and output timestamps are those of {@link Timer}.
 */
final class UserTimer implements Timer {
  private final KeyedScope scope;
  private final TimerQueue.Named timers;
  private final Key key;
  private final Namespace namespace;
  private final Instant timestamp;
  private final String family;
  private final String id;
  private final TimeDomain domain;
  private Duration offset = Duration.ZERO;
  private Duration period = Duration.ZERO;
  private @Nullable Instant outputTimestamp;
  private boolean noOutputTimestamp;

  /** A timer of {@code timers} at the key and window that {@code scope} is on. */
  UserTimer(
      KeyedScope scope, TimerQueue.Named timers, String family, String id, TimeDomain domain) {
    this.scope = scope;
    this.timers = timers;
    this.key = scope.key();
    this.namespace = scope.namespace();
    this.timestamp = scope.timestamp();
    this.family = family;
    this.id = id;
    this.domain = domain;
  }

  /** The name of a timer as its user knows it: without what Beam puts before the ids. */
  static String name(String family, String id) {
    return family.isEmpty()
        ? removePrefix(TimerDeclaration.PREFIX, id)
        : removePrefix(TimerFamilyDeclaration.PREFIX, family) + "." + id;
  }

  private static String removePrefix(String prefix, String text) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  @Override
  public void set(Instant absoluteTime) {
    setAt(absoluteTime);
  }

  @Override
  public void setRelative() {
    Instant target = target(getCurrentRelativeTime());
    long expiry = expiry();
    setAt(
        domain == TimeDomain.EVENT_TIME && target.getMillis() > expiry
            ? Instant.ofEpochMilli(expiry)
            : target);
  }

  // Beam's suite fixes this rule to the letter: with a period, the offset only has a say in how far
  // the boundary is, and before 1970 the remainder is negative.
  private Instant target(Instant now) {
    if (period.getMillis() == 0) {
      return now.plus(offset);
    }
    long pastBoundary = now.plus(offset).getMillis() % period.getMillis();
    return pastBoundary == 0 ? now : now.plus(period).minus(Duration.millis(pastBoundary));
  }

  private void setAt(Instant target) {
    Instant output = outputTimestamp(target);
    if (output != null) {
      checkWithinWindow("an output timestamp", output);
    }
    if (domain == TimeDomain.EVENT_TIME) {
      checkWithinWindow("a firing timestamp", target);
    }
    long outputMillis = output == null ? Holds.NONE : output.getMillis();
    timers.set(key, namespace, target.getMillis(), outputMillis);
  }

  private @Nullable Instant outputTimestamp(Instant target) {
    if (noOutputTimestamp) {
      return null;
    }
    if (outputTimestamp != null) {
      scope.checkOutputTimestamp(outputTimestamp, timestamp);
      return outputTimestamp;
    }
    return domain == TimeDomain.EVENT_TIME ? target : timestamp;
  }

  private void checkWithinWindow(String what, Instant instant) {
    if (instant.getMillis() > expiry()) {
      throw new IllegalArgumentException(
          String.format(
              "Attempted to set %s timer %s with %s of %s that is after the expiration of window"
                  + " %s at %s",
              domain == TimeDomain.EVENT_TIME ? "an event-time" : "a processing-time",
              name(family, id),
              what,
              instant,
              namespace.window(),
              Instant.ofEpochMilli(expiry())));
    }
  }

  private long expiry() {
    return scope.expiry(namespace);
  }

  @Override
  public void clear() {
    timers.delete(key, namespace);
  }

  @Override
  public Timer offset(Duration newOffset) {
    offset = newOffset;
    return this;
  }

  @Override
  public Timer align(Duration newPeriod) {
    period = newPeriod;
    return this;
  }

  @Override
  public Timer withOutputTimestamp(Instant newOutputTimestamp) {
    outputTimestamp = newOutputTimestamp;
    noOutputTimestamp = false;
    return this;
  }

  @Override
  public Timer withNoOutputTimestamp() {
    outputTimestamp = null;
    noOutputTimestamp = true;
    return this;
  }

  @Override
  public Instant getCurrentRelativeTime() {
    return scope.currentTime(domain);
  }
}
