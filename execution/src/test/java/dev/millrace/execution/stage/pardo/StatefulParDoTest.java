/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageFailure;
import java.util.List;
import java.util.TreeSet;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** State by key and window, and how long it lives. */
class StatefulParDoTest {
  private static final Coder<?> STRINGS = KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of());
  private static final WindowingStrategy<?, ?> TENS =
      WindowingStrategy.of(FixedWindows.of(Duration.millis(10)));
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  /** Numbers the values of each key and window. */
  static final class Count<K> extends DoFn<KV<K, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void process(
        @Element KV<K, String> element,
        @StateId("count") ValueState<Integer> count,
        OutputReceiver<String> output) {
      Integer before = count.read();
      count.write(before == null ? 1 : before + 1);
      output.output(element.getValue() + count.read());
    }
  }

  private static OperatorHarness counting(WindowingStrategy<?, ?> windowing) {
    return OperatorHarness.of(
            Specs.of(new Count<String>(), STRINGS).windowing(windowing).stateful())
        .byKey(StringUtf8Coder.of());
  }

  @Test
  void everyKeyAndWindowHasItsOwnState() throws Exception {
    counting(TENS)
        .elements(
            in(FIRST, 1, "k", "a"),
            in(FIRST, 2, "l", "b"),
            in(SECOND, 11, "k", "c"),
            in(FIRST, 3, "k", "d"))
        .expect(in(FIRST, 1, "a1"), in(FIRST, 2, "b1"), in(SECOND, 11, "c1"), in(FIRST, 3, "d2"))
        .run();
  }

  @Test
  void anElementInSeveralWindowsCountsInEach() throws Exception {
    counting(TENS)
        .elements(in(FIRST, 1, "k", "a"), in(List.of(FIRST, SECOND), 2, KV.of("k", "b")))
        .expect(in(FIRST, 1, "a1"), in(FIRST, 2, "b2"), in(SECOND, 2, "b1"))
        .run();
  }

  @Test
  void keysAreEqualIfTheirEncodedFormsAre() throws Exception {
    OperatorHarness.of(
            Specs.of(new Count<byte[]>(), KvCoder.of(ByteArrayCoder.of(), StringUtf8Coder.of()))
                .stateful())
        .byKey(ByteArrayCoder.of())
        .elements(at(1, new byte[] {1, 2}, "a"), at(2, new byte[] {1, 2}, "b"))
        .elements(at(3, new byte[] {2, 1}, "c"))
        .expect(at(1, "a1"), at(2, "b2"), at(3, "c1"))
        .run();
  }

  @Test
  void instancesShareTheKeys() throws Exception {
    OperatorHarness harness = counting(WindowingStrategy.globalDefault()).parallelism(3);
    for (int i = 0; i < 20; i++) {
      harness.elements(at(1, "k" + i, "a"), at(2, "k" + i, "b"));
      harness.expect(at(1, "a1"), at(2, "b2"));
    }
    harness.run();
  }

  @Test
  void anElementOfAnExpiredWindowIsDroppedAndCounted() throws Exception {
    counting(TENS)
        .elements(in(FIRST, 1, "k", "a"))
        .watermark(9)
        .elements(in(FIRST, 2, "k", "last"))
        .watermark(10)
        .elements(in(FIRST, 3, "k", "late"), in(SECOND, 15, "k", "c"))
        .expect(in(FIRST, 1, "a1"), in(FIRST, 2, "last2"), in(SECOND, 15, "c1"))
        .expectDropped(1)
        .run();
  }

  @Test
  void allowedLatenessKeepsAWindowOpen() throws Exception {
    counting(TENS.withAllowedLateness(Duration.millis(5)))
        .elements(in(FIRST, 1, "k", "a"))
        .watermark(14)
        .elements(in(FIRST, 2, "k", "b"))
        .watermark(15)
        .elements(in(FIRST, 2, "k", "c"))
        .expect(in(FIRST, 1, "a1"), in(FIRST, 2, "b2"))
        .expectDropped(1)
        .run();
  }

  @Test
  void theStateOfAnExpiredWindowIsDropped() throws Exception {
    OperatorHarness harness = counting(TENS);
    harness
        .elements(in(FIRST, 1, "k", "a"), in(FIRST, 2, "l", "b"), in(SECOND, 11, "k", "c"))
        .watermark(9)
        .expect(in(FIRST, 1, "a1"), in(FIRST, 2, "b1"), in(SECOND, 11, "c1"))
        .expectValue(List.of("k", "l"), () -> keysWithState(harness, FIRST))
        .watermark(10)
        .expectValue(List.of(), () -> keysWithState(harness, FIRST))
        .expectValue(List.of("k"), () -> keysWithState(harness, SECOND))
        .expectWatermark(10)
        .run();
  }

  private static List<Object> keysWithState(OperatorHarness harness, IntervalWindow window) {
    var table = harness.host().state("Tested", KeySpace.SINGLE).values("count", VarIntCoder.of());
    var keys = new TreeSet<Object>();
    table.keys(Namespace.of(window)).forEach(key -> keys.add(key.value()));
    return List.copyOf(keys);
  }

  @Test
  void theGlobalWindowNeverExpiresWhileThereIsInput() throws Exception {
    counting(WindowingStrategy.globalDefault())
        .elements(at(1, "k", "a"))
        .watermark(GlobalWindow.INSTANCE.maxTimestamp().getMillis())
        .elements(at(2, "k", "b"))
        .expect(at(1, "a1"), at(2, "b2"))
        .run();
  }

  /** Fails. */
  static final class Fail extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("count")
    private final StateSpec<ValueState<Integer>> spec = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void process() {
      throw new IllegalStateException("deliberate");
    }
  }

  @Test
  void aFailureTellsTheKey() throws Exception {
    var failure =
        (StageFailure)
            OperatorHarness.of(Specs.of(new Fail(), STRINGS).stateful())
                .byKey(StringUtf8Coder.of())
                .elements(at(1, "k", "a"))
                .fail();

    assertEquals(
        "in @ProcessElement of Tested: element KV{k, a}, key k, timestamp"
            + " 1970-01-01T00:00:00.001Z, windows [GlobalWindow], pane PaneInfo.NO_FIRING",
        failure.getMessage());
  }
}
