package dev.millrace.execution.stage.group;

import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.host.StageOutput;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.stage.LateData;
import dev.millrace.execution.stage.Step;
import dev.millrace.execution.stage.element.Element;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;

/**
 * Grouping of sessions that fire once, at their end, and take nothing late: a sorted list of open
 * sessions per key, and one timer per key.
 *
 * <p>The timer is due no later than the end of the key's earliest session. Sessions that grow leave
 * it where it is: it moves when it fires, once per length of the gap at most instead of for each
 * element. It holds the output watermark only where the input watermark has passed it, so that an
 * early timer costs nothing.
 *
 * @param <InputT> the type of the values
 */
final class SessionGrouping<InputT> implements Grouping<InputT> {
  private static final String ID = "__millrace_sessions";

  private final String transform;
  private final StageHost host;
  private final StageOutput output;
  private final Accumulation accumulation;
  private final Table<Cell.Value<OpenSessions>> table;
  private final TimerQueue timers;
  private final LateData lateData = new LateData();

  /**
   * A grouping of the transform that {@code step} stands for.
   *
   * @param output takes the panes: {@code KV}s of the key and what {@code accumulation} made
   */
  SessionGrouping(Step step, Accumulation accumulation, StageOutput output) {
    this.transform = step.transform();
    this.host = step.host();
    this.output = output;
    this.accumulation = accumulation;
    this.table =
        host.state(transform).values(ID, new OpenSessions.OpenSessionsCoder(accumulation.coder()));
    this.timers = host.timers(transform);
  }

  @Override
  public void add(Key key, InputT value, WindowedValue<?> element) {
    for (BoundedWindow window : element.getWindows()) {
      IntervalWindow session = (IntervalWindow) window;
      if (session.maxTimestamp().getMillis() < host.inputWatermark()) {
        lateData.dropped();
      } else {
        add(key, value, session);
      }
    }
  }

  private void add(Key key, InputT value, IntervalWindow session) {
    Cell.Value<OpenSessions> cell = table.cell(key, Namespace.GLOBAL);
    OpenSessions open = cell.read();
    if (open == null) {
      open = new OpenSessions();
    }
    open.add(session.start().getMillis(), session.end().getMillis(), value, accumulation);
    if (last(open) < open.timer()) {
      setTimer(key, open);
    }
    cell.write(open);
  }

  // Sessions near the end of time reach beyond it, the watermark does not.
  private static long last(OpenSessions open) {
    return Math.min(open.end() - 1, GlobalWindow.INSTANCE.maxTimestamp().getMillis());
  }

  private void setTimer(Key key, OpenSessions open) {
    long last = last(open);
    open.timer(last);
    timers.set(
        new TimerFiring(
            transform,
            key,
            Namespace.GLOBAL,
            ID,
            ID,
            TimeDomain.EVENT_TIME,
            last,
            last,
            CausedByDrain.NORMAL));
  }

  @Override
  public void fire(TimerFiring firing) {
    Cell.Value<OpenSessions> cell = table.cell(firing.key(), Namespace.GLOBAL);
    OpenSessions open = cell.read();
    while (!open.isEmpty() && last(open) < host.inputWatermark()) {
      emit(firing, open);
    }
    if (open.isEmpty()) {
      cell.clear();
    } else {
      setTimer(firing.key(), open);
      cell.write(open);
    }
  }

  private void emit(TimerFiring firing, OpenSessions open) {
    IntervalWindow window =
        new IntervalWindow(Instant.ofEpochMilli(open.start()), Instant.ofEpochMilli(open.end()));
    output.emit(
        Element.of(
            KV.of(firing.key().value(), accumulation.result(open.poll())),
            window.maxTimestamp(),
            window,
            PaneInfo.ON_TIME_AND_ONLY_FIRING,
            firing.drain()));
  }
}
