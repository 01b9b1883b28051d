/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Elements with keys that wait for side inputs. */
class StatefulSideInputTest {
  private static final FixedWindows TENS = FixedWindows.of(Duration.millis(10));
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  private final PCollectionView<Iterable<String>> view = Specs.iterableView(TENS);

  /** Numbers values and appends the side input; sets a timer for the timestamp. */
  static final class Append extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<String>> view;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @TimerId("timer")
    private final TimerSpec timerSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    Append(PCollectionView<Iterable<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(
        ProcessContext context,
        @Timestamp Instant timestamp,
        @StateId("count") ValueState<Integer> count,
        @TimerId("timer") Timer timer) {
      Integer before = count.read();
      count.write(before == null ? 1 : before + 1);
      timer.set(timestamp);
      context.output(context.element().getValue() + count.read() + context.sideInput(view));
    }

    @OnTimer("timer")
    public void onTimer(@Key String key, OutputReceiver<String> output) {
      output.output(key + " timer");
    }
  }

  private OperatorHarness appending() {
    return OperatorHarness.of(
            Specs.of(new Append(view), KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
                .windowing(WindowingStrategy.of(TENS))
                .sideInput("side", view)
                .stateful())
        .byKey(StringUtf8Coder.of());
  }

  @Test
  void elementsOfAKeyWaitInTheirOrder() throws Exception {
    appending()
        .inAnyOrder()
        .elements(in(FIRST, 5, "k", "a"), in(FIRST, 5, "l", "b"), in(FIRST, 5, "k", "c"))
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 5, "a1[x]"), in(FIRST, 5, "b1[x]"), in(FIRST, 5, "c2[x]"))
        .expectAtEnd(in(FIRST, 5, "k timer"), in(FIRST, 5, "l timer"))
        .run();
  }

  @Test
  void anElementThatWaitsIsNotLateAfterwardsAndKeepsTimersBehindItWaiting() throws Exception {
    appending()
        .publish(view, SECOND, "y")
        .elements(in(FIRST, 5, "k", "a"), in(SECOND, 15, "k", "b"))
        .expect(in(SECOND, 15, "b1[y]"))
        .watermark(100)
        .expect()
        .expectWatermark(5)
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 5, "a1[x]"), in(FIRST, 5, "k timer"), in(SECOND, 15, "k timer"))
        .expectWatermark(100)
        .expectDropped(0)
        .run();
  }

  @Test
  void anElementThatComesAfterItsWindowHasExpiredIsLateUnlessOneBeforeItWaits() throws Exception {
    appending()
        .publish(view, SECOND, "y")
        .elements(in(FIRST, 5, "k", "a"))
        .watermark(50)
        .elements(in(SECOND, 16, "k", "b"))
        .expect(in(SECOND, 16, "b1[y]"))
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 5, "a1[x]"), in(FIRST, 5, "k timer"), in(SECOND, 16, "k timer"))
        .elements(in(SECOND, 17, "k", "late"))
        .expect()
        .expectDropped(1)
        .run();
  }
}
