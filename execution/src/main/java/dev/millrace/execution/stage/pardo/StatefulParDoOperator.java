/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Rendering;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.execution.stage.window.WindowExpiry;
import dev.millrace.execution.state.UserState;
import dev.millrace.execution.watermark.Holds;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.StateContexts;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls a DoFn with state and timers, key by key.
 *
 * <p>What belongs to a window goes for all keys at once, state and pending timers with their holds,
 * by one timer per window. That is due at the window's expiry (its end plus the allowed lateness),
 * after the user's timers, which may be set for the expiry itself.
 */
public final class StatefulParDoOperator<K, V, OutputT> extends WaitingOperator<KV<K, V>, OutputT>
    implements Head {
  private static final String EXPIRY_TIMER = "__millrace_window_expiry";
  private static final long NEVER = -1;

  private final Keyer keyer;
  private final WindowExpiry expiry;
  private final LateData lateData = new LateData();
  private final StageHost host;
  private final TimerQueue timers;
  private final TimerQueue.Named expiries;

  // By window that has an expiry timer: how many timers had fired when it last did.
  private final Map<BoundedWindow, Long> windows = new HashMap<>();
  private long fired;

  // Runs of elements of the same window are the rule. GLOBAL has no window: it stands for none.
  private Namespace latest = Namespace.GLOBAL;
  private final UserState state;
  private final KeyedScope scope;
  private final FnArguments<KV<K, V>, OutputT> arguments;
  private final TimerArguments<KV<K, V>, OutputT> timerArguments;
  private final @Nullable TimeSortedInput<KV<K, V>> sorted;
  private final @Nullable Table<Cell.Value<Boolean>> seenKeys;
  private final @Nullable StableTime stableTime;

  /** An operator that makes calls by {@code call} on keys coded by {@code keyCoder}. */
  public StatefulParDoOperator(FnCall<KV<K, V>, OutputT> call, Coder<?> keyCoder) {
    super(call, KeySpace.of(keyCoder, call.spec().inputWindowing()));
    String transform = call.step().transform();
    this.host = call.step().host();
    KeySpace keys = KeySpace.of(keyCoder, call.spec().inputWindowing());
    this.timers = host.timers(transform, keys);
    this.expiries = timers.named(EXPIRY_TIMER, EXPIRY_TIMER, TimeDomain.EVENT_TIME);
    this.keyer = new Keyer(keyCoder, transform);
    this.expiry = new WindowExpiry(call.spec().inputWindowing());
    KeyedState tables = host.state(transform, keys);
    this.state = UserState.of(call.fn(), tables, StateContexts.nullContext());
    this.scope = new KeyedScope(call, state, timers, expiry);
    this.arguments = new FnArguments<>(call, scope);
    this.timerArguments = new TimerArguments<>(call, scope);
    this.sorted =
        call.signature().processElement().requiresTimeSortedInput()
            ? new TimeSortedInput<>(call.spec(), timers, tables)
            : null;
    this.seenKeys =
        call.signature().onWindowExpiration() != null
            ? tables.values("__millrace_seen_keys", BooleanCoder.of())
            : null;
    this.stableTime =
        call.spec().stableInput() && isCalledByTime() ? new StableTime(transform, host) : null;
  }

  private boolean isCalledByTime() {
    return sorted != null
        || seenKeys != null
        || !call.signature().timerDeclarations().isEmpty()
        || !call.signature().timerFamilyDeclarations().isEmpty();
  }

  @Override
  public void snapshot(long checkpoint) {
    super.snapshot(checkpoint);
    if (stableTime != null) {
      stableTime.snapshot(checkpoint);
    }
  }

  @Override
  public void checkpointComplete(long checkpoint) {
    super.checkpointComplete(checkpoint);
    if (stableTime != null) {
      stableTime.complete(checkpoint);
    }
  }

  @Override
  public boolean awaitsCheckpoint() {
    return super.awaitsCheckpoint() || (stableTime != null && stableTime.isBehind());
  }

  // Timers that are not due for good yet hold the watermark, whatever they hold by themselves.
  @Override
  public long hold() {
    return stableTime == null
        ? super.hold()
        : Math.min(super.hold(), stableTime.millis(TimeDomain.EVENT_TIME));
  }

  @Override
  public long stableTime(TimeDomain domain) {
    return stableTime == null ? Long.MAX_VALUE : stableTime.millis(domain);
  }

  @Override
  @SuppressWarnings("unchecked") // the translation ensures that inputs match the DoFn
  public void element(Key key, WindowedValue<?> element) {
    if (Element.isInOneWindow(element)) {
      acceptOrDrop(key, (WindowedValue<KV<K, V>>) element);
    } else {
      for (WindowedValue<?> exploded : element.explodeWindows()) {
        call.step().throwIfStopped();
        acceptOrDrop(key, (WindowedValue<KV<K, V>>) exploded);
      }
    }
  }

  private void acceptOrDrop(Key key, WindowedValue<KV<K, V>> element) {
    if (isExpired(Element.window(element)) || isTooLateToSort(element)) {
      lateData.dropped(call.step());
    } else if (keepsInput()) {
      keep(key, element);
    } else {
      arrive(key, element);
    }
  }

  @Override
  protected void arrive(@Nullable Key key, WindowedValue<KV<K, V>> element) {
    if (mustWait(Element.window(element))) {
      pushBack(key, element);
    } else {
      take(key, element);
    }
  }

  private boolean isExpired(BoundedWindow window) {
    return expiry.of(window) < watermark();
  }

  private boolean isTooLateToSort(WindowedValue<?> element) {
    return sorted != null && sorted.tooLate(element.getTimestamp(), watermark());
  }

  // An element that waits for a side input keeps the time of this DoFn at its own.
  private long watermark() {
    return Math.min(host.inputWatermark(), hold());
  }

  @Override
  protected void take(@Nullable Key key, WindowedValue<KV<K, V>> element) {
    accept(requireNonNull(key), element);
  }

  private Key key(WindowedValue<KV<K, V>> element) {
    int outer = call.step().enter();
    try {
      return keyer.key(element.getValue().getKey());
    } catch (Throwable t) {
      throw call.step().failure("keying its input", element, t);
    } finally {
      call.step().exit(outer);
    }
  }

  private void accept(Key key, WindowedValue<KV<K, V>> element) {
    Namespace namespace = namespace(Element.window(element));
    if (seenKeys != null) {
      seenKeys.cell(key, namespace).write(true);
    }
    if (sorted != null) {
      sorted.add(key, namespace, element);
    } else {
      process(key, namespace, element);
    }
  }

  private Namespace namespace(BoundedWindow window) {
    if (!window.equals(latest.window())) {
      latest = Namespace.of(window);
      if (!windows.containsKey(window)) {
        windows.put(window, NEVER);
        setExpiryTimer(latest);
      }
    }
    return latest;
  }

  private void setExpiryTimer(Namespace namespace) {
    BoundedWindow window = namespace.requireWindow();
    long output = seenKeys == null ? Holds.NONE : window.maxTimestamp().getMillis();
    expiries.set(null, namespace, expiry.of(window), output);
  }

  private void process(Key key, Namespace namespace, WindowedValue<KV<K, V>> element) {
    int outer = call.step().enter();
    try {
      scope.moveTo(key, namespace);
      arguments.at(element);
      call.process(arguments);
    } catch (Throwable t) {
      throw call.step().failure("@ProcessElement", element, t);
    } finally {
      call.step().exit(outer);
    }
  }

  @Override
  public void timer(TimerFiring firing) {
    if (firing.family().equals(EXPIRY_TIMER)) {
      mayExpire(firing);
      return;
    }
    fired++;
    if (sorted != null && firing.family().equals(TimeSortedInput.TIMER_ID)) {
      sorted.release(firing, this::processSorted);
    } else {
      fireUserTimer(firing);
    }
  }

  private void processSorted(WindowedValue<KV<K, V>> element) {
    call.step().throwIfStopped();
    process(key(element), Namespace.of(Element.window(element)), element);
  }

  private void fireUserTimer(TimerFiring firing) {
    if (firing.domain() != TimeDomain.EVENT_TIME && isExpired(firing.namespace().requireWindow())) {
      return;
    }
    callBack(
        "@OnTimer " + UserTimer.name(firing.family(), firing.id()),
        firing,
        () -> call.invoker().invokeOnTimer(firing.id(), firing.family(), timerArguments));
  }

  // Timers of one time fire in the order of setting, so that those for the expiry itself, and those
  // that they set, come after this one. Setting it again puts it behind them; if none has fired in
  // between there are none.
  private void mayExpire(TimerFiring firing) {
    Long before = windows.put(firing.namespace().window(), fired);
    if (before != null && before == fired) {
      expire(firing);
    } else {
      setExpiryTimer(firing.namespace());
    }
  }

  private void expire(TimerFiring firing) {
    Namespace namespace = firing.namespace();
    windows.remove(namespace.window());
    latest = Namespace.GLOBAL;
    if (seenKeys != null) {
      for (Key key : seenKeys.keys(namespace)) {
        call.step().throwIfStopped();
        TimerFiring perKey =
            new TimerFiring(
                firing.transform(),
                key,
                namespace,
                EXPIRY_TIMER,
                EXPIRY_TIMER,
                TimeDomain.EVENT_TIME,
                firing.time(),
                firing.outputTime(),
                firing.drain());
        callBack(
            "@OnWindowExpiration",
            perKey,
            () -> call.invoker().invokeOnWindowExpiration(timerArguments));
      }
      seenKeys.clear(namespace);
    }
    state.clear(namespace);
    timers.clear(namespace);
  }

  private void callBack(String phase, TimerFiring firing, Runnable userCode) {
    int outer = call.step().enter();
    try {
      timerArguments.at(firing);
      userCode.run();
    } catch (Throwable t) {
      throw call.step().failure(phase, describe(firing), t);
    } finally {
      call.step().exit(outer);
    }
  }

  private static String describe(TimerFiring firing) {
    return "key "
        + Rendering.value(firing.key())
        + ", window "
        + firing.namespace().window()
        + ", timer time "
        + org.joda.time.Instant.ofEpochMilli(firing.time());
  }
}
