/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.joda.time.Instant;

/** The timers of one family for the key and window of one call. */
final class UserTimerMap implements TimerMap {
  private final KeyedScope scope;
  private final String family;
  private final TimeDomain domain;
  private final Map<String, Timer> timers = new HashMap<>();

  UserTimerMap(KeyedScope scope, String family, TimeDomain domain) {
    this.scope = scope;
    this.family = family;
    this.domain = domain;
  }

  @Override
  public void set(String timerId, Instant absoluteTime) {
    get(timerId).set(absoluteTime);
  }

  @Override
  public Timer get(String timerId) {
    return timers.computeIfAbsent(timerId, id -> scope.timer(family, id, domain));
  }
}
