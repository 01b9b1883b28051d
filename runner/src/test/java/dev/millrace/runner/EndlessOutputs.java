/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Instant;

/** Functions that put out for ever, and those that take it. */
final class EndlessOutputs {
  private EndlessOutputs() {}

  static final class FanOut extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOut(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      while (endless.goesOn()) {
        output.output(element);
      }
    }
  }

  static final class FanOutAside extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;
    private final TupleTag<Integer> side;

    FanOutAside(Endless endless, TupleTag<Integer> side) {
      super(endless);
      this.side = side;
    }

    @ProcessElement
    public void process(@Element Integer element, MultiOutputReceiver output) {
      while (endless.goesOn()) {
        output.get(side).output(element);
      }
    }
  }

  static final class FanOutInTime extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOutInTime(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      for (long time = 0; endless.goesOn(); time++) {
        output.outputWithTimestamp(element, Instant.ofEpochMilli(time));
      }
    }
  }

  static final class FanOutWhateverComes extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOutWhateverComes(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      for (int i = 0; i < 1_000_000_000 && endless.goesOn(); i++) {
        try {
          output.output(element);
        } catch (RuntimeException e) {
          // Goes on all the same.
        }
      }
    }
  }

  static final class FanOutAtTheEnd extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FanOutAtTheEnd(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {}

    @FinishBundle
    public void finish(FinishBundleContext context) {
      while (endless.goesOn()) {
        context.output(1, Instant.EPOCH, GlobalWindow.INSTANCE);
      }
    }
  }

  static final class FanOutOfTimer extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @TimerId("timer")
    private final TimerSpec spec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    FanOutOfTimer(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@TimerId("timer") Timer timer) {
      timer.withOutputTimestamp(Instant.EPOCH).set(Instant.EPOCH);
    }

    @OnTimer("timer")
    public void fire(OutputReceiver<Integer> output) {
      while (endless.goesOn()) {
        output.output(1);
      }
    }
  }

  static final class Pass extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Pass(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      output.output(element);
    }
  }

  static final class Take extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    Take(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {
      endless.goesOn();
    }
  }
}
