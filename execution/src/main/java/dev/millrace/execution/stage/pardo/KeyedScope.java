/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.window.WindowExpiry;
import dev.millrace.execution.state.UserState;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.state.State;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerMap;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.transforms.reflect.DoFnSignature;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.joda.time.Instant;

/** The state and timers of a DoFn instance, at the key and window of the call in progress. */
final class KeyedScope {
  private final FnCall<?, ?> call;
  private final UserState state;
  private final TimerQueue timers;
  private final WindowExpiry expiry;

  // By interned names, as calls ask by constants: so they are told to be equal at a glance.
  private final Map<String, Declared> declaredTimers = new HashMap<>();
  private final Map<String, TimeDomain> familyDomains = new HashMap<>();

  private record Declared(TimeDomain domain, TimerQueue.Named timers) {}

  KeyedScope(FnCall<?, ?> call, UserState state, TimerQueue timers, WindowExpiry expiry) {
    this.call = call;
    this.state = state;
    this.expiry = expiry;
    this.timers = timers;
    DoFnSignature signature = call.signature();
    signature
        .timerDeclarations()
        .forEach(
            (id, timer) -> declaredTimers.put(id.intern(), declare(id, domain(timer.field()))));
    signature
        .timerFamilyDeclarations()
        .forEach((id, family) -> familyDomains.put(id.intern(), domain(family.field())));
  }

  private Declared declare(String id, TimeDomain domain) {
    return new Declared(domain, timers.named("", id, domain));
  }

  private TimeDomain domain(java.lang.reflect.Field field) {
    try {
      return ((TimerSpec) field.get(call.fn())).getTimeDomain();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(
          "Cannot read the timer specification "
              + field
              + " of "
              + call.step().transform()
              + ": make it accessible",
          e);
    }
  }

  /** Moves to a key and window. */
  void moveTo(Key key, Namespace namespace) {
    state.target(key, namespace);
  }

  Key key() {
    return state.key();
  }

  Namespace namespace() {
    return state.namespace();
  }

  /** The timestamp of the element or timer of the call. */
  Instant timestamp() {
    return call.outputs().current().getTimestamp();
  }

  /** The last instant, in milliseconds, at which the window of {@code namespace} is not expired. */
  long expiry(Namespace namespace) {
    return expiry.of(namespace.requireWindow());
  }

  State state(String stateId) {
    return state.state(stateId);
  }

  Timer timer(String timerId) {
    Declared declared = declared(declaredTimers, timerId, "timer");
    return new UserTimer(this, declared.timers(), "", timerId, declared.domain());
  }

  TimerMap timerFamily(String familyId) {
    return new UserTimerMap(this, familyId, declared(familyDomains, familyId, "timer family"));
  }

  /** A timer of a family. */
  Timer timer(String family, String id, TimeDomain domain) {
    return new UserTimer(this, timers.named(family, id, domain), family, id, domain);
  }

  private <T> T declared(Map<String, T> declarations, String id, String kind) {
    T declared = declarations.get(id);
    if (declared == null) {
      throw new IllegalStateException(
          call.step().transform()
              + " declares no "
              + kind
              + " "
              + id
              + ", only "
              + declarations.keySet());
    }
    return declared;
  }

  Instant currentTime(TimeDomain domain) {
    return Instant.ofEpochMilli(
        domain == TimeDomain.EVENT_TIME
            ? call.step().host().inputWatermark()
            : call.step().host().processingTime());
  }

  void checkOutputTimestamp(Instant timestamp, Instant current) {
    if (!call.outputs().allowed(timestamp)) {
      throw new IllegalArgumentException(
          String.format(
              "Cannot output timer with output timestamp %s. Output timestamps must be no earlier"
                  + " than the timestamp of the current input or timer (%s) minus the allowed skew"
                  + " (%s) and no later than %s. See the DoFn#getAllowedTimestampSkew() Javadoc for"
                  + " details on changing the allowed skew.",
              timestamp,
              current,
              call.outputs().renderedSkew(),
              BoundedWindow.TIMESTAMP_MAX_VALUE));
    }
  }
}
