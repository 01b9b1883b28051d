package dev.millrace.execution.stage.pardo;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.stage.Head;
import dev.millrace.execution.stage.Rendering;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.execution.stage.window.LateData;
import dev.millrace.execution.stage.window.WindowExpiry;
import dev.millrace.execution.state.UserState;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.BooleanCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.StateContexts;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls a DoFn with state and timers, key by key.
 *
 * <p>A window's state is dropped for all keys at once, by one timer per window, just after its
 * expiry (its end plus the allowed lateness): a user's timer may be set for the expiry itself.
 */
public final class StatefulParDoOperator<K, V, OutputT> implements Head {
  private static final String EXPIRY_TIMER = "__millrace_window_expiry";

  private final FnCall<KV<K, V>, OutputT> call;
  private final Keyer keyer;
  private final WindowExpiry expiry;
  private final LateData lateData = new LateData();
  private final StageHost host;
  private final Set<BoundedWindow> windowsWithTimer = new HashSet<>();

  // Runs of elements of the same window are the rule. GLOBAL has no window: it stands for none.
  private Namespace latest = Namespace.GLOBAL;
  private @Nullable UserState state;
  private @Nullable KeyedScope scope;
  private @Nullable FnArguments<KV<K, V>, OutputT> arguments;
  private @Nullable TimerArguments<KV<K, V>, OutputT> timerArguments;
  private @Nullable Pushback<KV<K, V>> pushback;
  private @Nullable TimeSortedInput<KV<K, V>> sorted;
  private @Nullable Table<Cell.Value<Boolean>> seenKeys;

  /** An operator that makes calls by {@code call} on keys coded by {@code keyCoder}. */
  public StatefulParDoOperator(FnCall<KV<K, V>, OutputT> call, Coder<?> keyCoder) {
    this.call = call;
    this.host = call.step().host();
    this.keyer = new Keyer(keyCoder, call.step().transform());
    this.expiry = new WindowExpiry(call.spec().inputWindowing());
  }

  @Override
  public void open() {
    String transform = call.step().transform();
    state = UserState.of(call.fn(), host.state(transform), StateContexts.nullContext());
    scope = new KeyedScope(call, state, expiry);
    arguments = new FnArguments<>(call, scope);
    timerArguments = new TimerArguments<>(call, scope);
    pushback = Pushback.of(call);
    if (call.signature().processElement().requiresTimeSortedInput()) {
      sorted = new TimeSortedInput<>(call.spec(), transform, host);
    }
    if (call.signature().onWindowExpiration() != null) {
      seenKeys = host.state(transform).values("__millrace_seen_keys", BooleanCoder.of());
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the translation ensures that inputs match the DoFn
  public void element(@Nullable Key key, WindowedValue<?> element) {
    if (Element.isInOneWindow(element)) {
      acceptOrOffer(key, (WindowedValue<KV<K, V>>) element);
    } else {
      for (WindowedValue<?> exploded : element.explodeWindows()) {
        acceptOrOffer(key, (WindowedValue<KV<K, V>>) exploded);
      }
    }
  }

  private void acceptOrOffer(@Nullable Key key, WindowedValue<KV<K, V>> element) {
    if (isExpired(Element.window(element)) || isTooLateToSort(element)) {
      lateData.dropped(call.step());
    } else if (pushback == null) {
      accept(key, element);
    } else {
      pushback.offer(element, this::accept);
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

  private void accept(WindowedValue<KV<K, V>> element) {
    accept(keyer.key(element.getValue().getKey()), element);
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
      if (windowsWithTimer.add(window)) {
        setExpiryTimer(latest, window);
      }
    }
    return latest;
  }

  private void setExpiryTimer(Namespace namespace, BoundedWindow window) {
    long output =
        seenKeys == null
            ? BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() + 1
            : window.maxTimestamp().getMillis();
    host.timers(call.step().transform())
        .set(
            new TimerFiring(
                call.step().transform(),
                null,
                namespace,
                EXPIRY_TIMER,
                EXPIRY_TIMER,
                TimeDomain.EVENT_TIME,
                expiry.of(window) + 1,
                output,
                CausedByDrain.NORMAL));
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
    switch (firing.family()) {
      case EXPIRY_TIMER -> expire(firing);
      case TimeSortedInput.TIMER_ID -> sorted.release(firing, this::processSorted);
      default -> fireUserTimer(firing);
    }
  }

  private void processSorted(WindowedValue<KV<K, V>> element) {
    process(keyer.key(element.getValue().getKey()), Namespace.of(Element.window(element)), element);
  }

  private void fireUserTimer(TimerFiring firing) {
    if (firing.domain() != TimeDomain.EVENT_TIME && isExpired(firing.namespace().window())) {
      return;
    }
    callBack(
        "@OnTimer " + UserTimer.name(firing.family(), firing.id()),
        firing,
        () -> call.invoker().invokeOnTimer(firing.id(), firing.family(), timerArguments));
  }

  private void expire(TimerFiring firing) {
    Namespace namespace = firing.namespace();
    windowsWithTimer.remove(namespace.window());
    latest = Namespace.GLOBAL;
    if (sorted != null) {
      sorted.releaseAll(namespace, this::processSorted);
    }
    if (seenKeys != null) {
      for (Key key : seenKeys.keys(namespace)) {
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

  @Override
  public void sideInputReady(PCollectionView<?> view, BoundedWindow window) {
    if (pushback != null) {
      pushback.release(view, window, this::accept);
    }
  }

  @Override
  public long hold() {
    return pushback == null ? BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis() : pushback.hold();
  }

  @Override
  public void startBundle() {
    call.startBundle();
  }

  @Override
  public void finishBundle() {
    call.finishBundle();
  }

  @Override
  public boolean emitsAtFinishBundle() {
    return call.emitsAtFinishBundle();
  }

  @Override
  public void close() {
    call.tearDown();
  }
}
