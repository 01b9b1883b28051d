package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerQueue;
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
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/** The state and timers of a DoFn instance, at the key and window of the call in progress. */
final class KeyedScope {
  private final FnCall<?, ?> call;
  private final UserState state;
  private final TimerQueue timers;
  private final WindowExpiry expiry;
  private final Map<String, TimeDomain> timerDomains = new HashMap<>();
  private final Map<String, TimeDomain> familyDomains = new HashMap<>();
  private @Nullable Key key;
  private Namespace namespace = Namespace.GLOBAL;
  private Instant timestamp = BoundedWindow.TIMESTAMP_MIN_VALUE;

  KeyedScope(FnCall<?, ?> call, UserState state, WindowExpiry expiry) {
    this.call = call;
    this.state = state;
    this.expiry = expiry;
    this.timers = call.step().host().timers(call.step().transform());
    DoFnSignature signature = call.signature();
    signature
        .timerDeclarations()
        .forEach((id, timer) -> timerDomains.put(id, domain(timer.field())));
    signature
        .timerFamilyDeclarations()
        .forEach((id, family) -> familyDomains.put(id, domain(family.field())));
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

  /**
   * Moves to a key and window.
   *
   * @param nextTimestamp of the element or timer of the call
   */
  void moveTo(Key nextKey, Namespace nextNamespace, Instant nextTimestamp) {
    key = nextKey;
    namespace = nextNamespace;
    timestamp = nextTimestamp;
    state.target(nextKey, nextNamespace);
  }

  State state(String stateId) {
    return state.state(stateId);
  }

  Timer timer(String timerId) {
    return new UserTimer(this, "", timerId, declared(timerDomains, timerId, "timer"));
  }

  TimerMap timerFamily(String familyId) {
    return new UserTimerMap(this, familyId, declared(familyDomains, familyId, "timer family"));
  }

  private TimeDomain declared(Map<String, TimeDomain> domains, String id, String kind) {
    TimeDomain domain = domains.get(id);
    if (domain == null) {
      throw new IllegalStateException(
          call.step().transform()
              + " declares no "
              + kind
              + " "
              + id
              + ", only "
              + domains.keySet());
    }
    return domain;
  }

  TimerQueue timers() {
    return timers;
  }

  String transform() {
    return call.step().transform();
  }

  Position position() {
    return new Position(key, namespace, timestamp, expiry);
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

  /** Where a call is: what its timers are bound to. */
  record Position(
      @Nullable Key key, Namespace namespace, Instant timestamp, WindowExpiry expiryOfWindows) {
    BoundedWindow window() {
      return namespace.window();
    }

    Instant expiry() {
      return Instant.ofEpochMilli(expiryOfWindows.of(namespace.window()));
    }
  }
}
