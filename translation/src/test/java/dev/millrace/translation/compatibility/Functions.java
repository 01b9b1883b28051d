/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.CombiningState;
import org.apache.beam.sdk.state.MapState;
import org.apache.beam.sdk.state.SetState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimator;
import org.apache.beam.sdk.values.KV;

/** Functions that differ in one thing, and not in the name that a step has by its function. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // Beam finds them by their annotations
final class Functions {
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  private Functions() {}

  static <T> DoFn<KV<String, Integer>, String> withValue(Coder<T> coder) {
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<ValueState<T>> seen = StateSpecs.value(coder);

      @ProcessElement
      public void process() {}
    };
  }

  static DoFn<KV<String, Integer>, String> withOtherCode() {
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<ValueState<String>> seen = StateSpecs.value(TEXT);

      @StateId("added")
      private final StateSpec<BagState<String>> added = StateSpecs.bag(TEXT);

      @TimerId("added")
      private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

      @ProcessElement
      public void process(OutputReceiver<String> output) {
        output.output("another");
      }

      @OnTimer("added")
      public void onTimer() {}

      @Override
      public void populateDisplayData(DisplayData.Builder builder) {
        builder.add(DisplayData.item("another", true));
      }
    };
  }

  static DoFn<KV<String, Integer>, String> withBag() {
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<BagState<String>> seen = StateSpecs.bag(TEXT);

      @ProcessElement
      public void process() {}
    };
  }

  static <T> DoFn<KV<String, Integer>, String> withSet(Coder<T> coder) {
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<SetState<T>> seen = StateSpecs.set(coder);

      @ProcessElement
      public void process() {}
    };
  }

  static <K, V> DoFn<KV<String, Integer>, String> withMap(Coder<K> keys, Coder<V> values) {
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<MapState<K, V>> seen = StateSpecs.map(keys, values);

      @ProcessElement
      public void process() {}
    };
  }

  static <A> DoFn<KV<String, Integer>, String> withCombining(
      Combine.CombineFn<Integer, A, Integer> fn, Coder<A> coder) {
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<CombiningState<Integer, A, Integer>> seen =
          StateSpecs.combining(coder, fn);

      @ProcessElement
      public void process() {}
    };
  }

  static DoFn<KV<String, Integer>, String> withTimer(TimeDomain domain) {
    return new DoFn<KV<String, Integer>, String>() {
      @TimerId("wake")
      private final TimerSpec wake = TimerSpecs.timer(domain);

      @ProcessElement
      public void process() {}

      @OnTimer("wake")
      public void onWake() {}
    };
  }

  static DoFn<KV<String, Integer>, String> withTimerFamily(TimeDomain domain) {
    return new DoFn<KV<String, Integer>, String>() {
      @TimerFamily("wake")
      final TimerSpec wake = TimerSpecs.timerMap(domain);

      @ProcessElement
      public void process() {}

      @OnTimerFamily("wake")
      public void onWake() {}
    };
  }

  static DoFn<KV<String, Integer>, String> sorted(boolean sorted) {
    if (!sorted) {
      return withValue(TEXT);
    }
    return new DoFn<KV<String, Integer>, String>() {
      @StateId("seen")
      private final StateSpec<ValueState<String>> seen = StateSpecs.value(TEXT);

      @RequiresTimeSortedInput
      @ProcessElement
      public void process() {}
    };
  }

  static DoFn<KV<String, Integer>, String> stable() {
    return new DoFn<KV<String, Integer>, String>() {
      @RequiresStableInput
      @ProcessElement
      public void process() {}
    };
  }

  static DoFn<KV<String, Integer>, String> plain() {
    return new DoFn<KV<String, Integer>, String>() {
      @ProcessElement
      public void process() {}
    };
  }

  static DoFn<String, String> splittableBy(Coder<OffsetRange> coder) {
    return new DoFn<String, String>() {
      @ProcessElement
      public void process(RestrictionTracker<OffsetRange, Long> tracker) {}

      @GetInitialRestriction
      public OffsetRange initial() {
        return new OffsetRange(0, 1);
      }

      @GetRestrictionCoder
      public Coder<OffsetRange> coder() {
        return coder;
      }
    };
  }

  static DoFn<String, String> estimatedBy(Coder<Long> coder) {
    return new DoFn<String, String>() {
      @ProcessElement
      public void process(
          RestrictionTracker<OffsetRange, Long> tracker, WatermarkEstimator<Long> estimator) {}

      @GetInitialRestriction
      public OffsetRange initial() {
        return new OffsetRange(0, 1);
      }

      @GetInitialWatermarkEstimatorState
      public Long state() {
        return 0L;
      }

      @NewWatermarkEstimator
      public WatermarkEstimator<Long> estimator(@WatermarkEstimatorState Long state) {
        return null;
      }

      @GetWatermarkEstimatorStateCoder
      public Coder<Long> coder() {
        return coder;
      }
    };
  }

  /** A coder of ranges that is not the one that Beam takes. */
  static final class RangeCoder extends CustomCoder<OffsetRange> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(OffsetRange value, OutputStream out) throws IOException {
      VarLongCoder.of().encode(value.getFrom(), out);
    }

    @Override
    public OffsetRange decode(InputStream in) throws IOException {
      return new OffsetRange(VarLongCoder.of().decode(in), Long.MAX_VALUE);
    }
  }
}
