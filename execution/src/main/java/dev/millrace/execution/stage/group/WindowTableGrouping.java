package dev.millrace.execution.stage.group;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.LateData;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import dev.millrace.translation.graph.OperatorSpec.Aggregation;
import java.util.HashSet;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;

/**
 * Grouping of windows that do not merge, fire once, at their end, and take nothing late: a table of
 * aggregates per window, and one timer per window for all its keys.
 *
 * <p>The timer is due at the end of the window and holds the output watermark there, which is where
 * the one pane of each key comes out.
 *
 * @param <InputT> the type of the values
 */
final class WindowTableGrouping<InputT> implements Grouping<InputT> {
  private static final String ID = "__millrace_windows";

  private final String transform;
  private final StageHost host;
  private final StageOutput output;
  private final Aggregate aggregate;
  private final TimerQueue timers;
  private final LateData lateData = new LateData();

  // Only spares setting timers again that are set; setting them again would do no harm.
  private final Set<BoundedWindow> windowsWithTimer = new HashSet<>();
  private Namespace latest = Namespace.GLOBAL;

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param output takes the panes: {@code KV}s of the key and what its group has come to
   */
  WindowTableGrouping(Step step, Coder<?> keyCoder, Aggregation aggregation, StageOutput output) {
    this.transform = step.transform();
    this.host = step.host();
    this.output = output;
    this.aggregate = Aggregate.of(keyCoder, aggregation, host.state(transform), ID);
    this.timers = host.timers(transform);
  }

  @Override
  public void add(Key key, InputT value, WindowedValue<?> element) {
    for (BoundedWindow window : element.getWindows()) {
      if (window.maxTimestamp().getMillis() < host.inputWatermark()) {
        lateData.dropped();
      } else {
        aggregate.add(key, namespace(window), value);
      }
    }
  }

  private Namespace namespace(BoundedWindow window) {
    if (!window.equals(latest.window())) {
      latest = Namespace.of(window);
      if (windowsWithTimer.add(window)) {
        setTimer(latest);
      }
    }
    return latest;
  }

  private void setTimer(Namespace namespace) {
    long end = namespace.window().maxTimestamp().getMillis();
    timers.set(
        new TimerFiring(
            transform,
            null,
            namespace,
            ID,
            ID,
            TimeDomain.EVENT_TIME,
            end,
            end,
            CausedByDrain.NORMAL));
  }

  @Override
  public void fire(TimerFiring firing) {
    BoundedWindow window = firing.namespace().window();
    Instant timestamp = window.maxTimestamp();
    windowsWithTimer.remove(window);
    latest = Namespace.GLOBAL;
    aggregate.drain(
        firing.namespace(),
        (key, result) ->
            output.emit(
                Element.of(
                    KV.of(key, result),
                    timestamp,
                    window,
                    PaneInfo.ON_TIME_AND_ONLY_FIRING,
                    firing.drain())));
  }
}
