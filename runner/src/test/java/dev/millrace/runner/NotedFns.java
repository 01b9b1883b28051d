/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Combine.CombineFn;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.splittabledofn.ManualWatermarkEstimator;
import org.apache.beam.sdk.transforms.splittabledofn.OffsetRangeTracker;
import org.apache.beam.sdk.transforms.splittabledofn.RestrictionTracker;
import org.apache.beam.sdk.transforms.splittabledofn.WatermarkEstimators;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.WindowFn;
import org.apache.beam.sdk.transforms.windowing.WindowMappingFn;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions whose every call is noted. */
final class NotedFns {
  private NotedFns() {}

  /** Passes elements on, with all of a DoFn's life cycle. */
  static final class Plain extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Setup
    public void setup() {
      Calls.note("@Setup");
    }

    @StartBundle
    public void startBundle() {
      Calls.note("@StartBundle");
    }

    @ProcessElement
    public void process(
        @Element Long element, OutputReceiver<Long> out, BundleFinalizer finalizer) {
      Calls.note("@ProcessElement");
      out.output(element);
      finalizer.afterBundleCommit(
          Instant.now().plus(Duration.standardHours(1)), () -> Calls.note("bundle finalizer"));
    }

    @FinishBundle
    public void finishBundle() {
      Calls.note("@FinishBundle");
    }

    @Teardown
    public void teardown() {
      Calls.note("@Teardown");
    }
  }

  /** Has a timer and an expiration. */
  static final class Stateful extends DoFn<KV<Long, Long>, Long> {
    private static final long serialVersionUID = 1L;

    @StateId("seen")
    private final StateSpec<ValueState<Long>> seen = StateSpecs.value(VarLongCoder.of());

    @TimerId("timer")
    private final TimerSpec timer = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @ProcessElement
    public void process(@TimerId("timer") Timer timer, BoundedWindow window) {
      timer.set(window.maxTimestamp());
    }

    @OnTimer("timer")
    public void onTimer() {
      Calls.note("@OnTimer");
    }

    @OnWindowExpiration
    public void onWindowExpiration() {
      Calls.note("@OnWindowExpiration");
    }
  }

  /** Emits the offsets of a range per element. */
  static final class Splittable extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;

    @GetInitialRestriction
    public OffsetRange initialRestriction() {
      Calls.note("@GetInitialRestriction");
      return new OffsetRange(0, 4);
    }

    @SplitRestriction
    public void splitRestriction(@Restriction OffsetRange range, OutputReceiver<OffsetRange> out) {
      Calls.note("@SplitRestriction");
      range.split(2, 1).forEach(out::output);
    }

    @GetSize
    public double size(@Restriction OffsetRange range) {
      Calls.note("@GetSize");
      return range.getTo() - range.getFrom();
    }

    @NewTracker
    public OffsetRangeTracker newTracker(@Restriction OffsetRange range) {
      Calls.note("@NewTracker");
      return new OffsetRangeTracker(range) {
        @Override
        public boolean tryClaim(Long offset) {
          Calls.note("tryClaim");
          return super.tryClaim(offset);
        }
      };
    }

    @GetInitialWatermarkEstimatorState
    public Instant initialState() {
      Calls.note("@GetInitialWatermarkEstimatorState");
      return BoundedWindow.TIMESTAMP_MIN_VALUE;
    }

    @NewWatermarkEstimator
    public ManualWatermarkEstimator<Instant> newEstimator(@WatermarkEstimatorState Instant state) {
      Calls.note("@NewWatermarkEstimator");
      return new WatermarkEstimators.Manual(state);
    }

    @ProcessElement
    public void process(
        RestrictionTracker<OffsetRange, Long> tracker,
        ManualWatermarkEstimator<Instant> estimator,
        OutputReceiver<Long> out) {
      Calls.note("@ProcessElement of a splittable DoFn");
      long offset = tracker.currentRestriction().getFrom();
      while (tracker.tryClaim(offset)) {
        out.output(offset++);
      }
    }
  }

  /** Sums, with every method of a combine function. */
  static final class Combining extends CombineFn<Long, Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public Long createAccumulator() {
      Calls.note("createAccumulator");
      return 0L;
    }

    @Override
    public Long addInput(Long accumulator, Long input) {
      Calls.note("addInput");
      return accumulator + input;
    }

    @Override
    public Long mergeAccumulators(Iterable<Long> accumulators) {
      Calls.note("mergeAccumulators");
      long sum = 0;
      for (long accumulator : accumulators) {
        sum += accumulator;
      }
      return sum;
    }

    @Override
    public Long extractOutput(Long accumulator) {
      Calls.note("extractOutput");
      return accumulator;
    }

    @Override
    public Long compact(Long accumulator) {
      Calls.note("compact");
      return accumulator;
    }
  }

  /** Sessions as a function of the user's own. */
  static final class Windowing extends WindowFn<Object, IntervalWindow> {
    private static final long serialVersionUID = 1L;
    private final Sessions sessions = Sessions.withGapDuration(Duration.standardSeconds(1));

    @Override
    public List<IntervalWindow> assignWindows(AssignContext context) {
      Calls.note("assignWindows");
      return List.of(new IntervalWindow(context.timestamp(), Duration.standardSeconds(1)));
    }

    @Override
    public void mergeWindows(MergeContext context) throws Exception {
      Calls.note("mergeWindows");
      sessions.mergeWindows(
          sessions.new MergeContext() {
            @Override
            public Collection<IntervalWindow> windows() {
              return context.windows();
            }

            @Override
            public void merge(Collection<IntervalWindow> merged, IntervalWindow result)
                throws Exception {
              context.merge(merged, result);
            }
          });
    }

    @Override
    @Deprecated
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Windowing;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      throw new UnsupportedOperationException("windows that merge have no side inputs");
    }
  }

  /** Windows that side inputs are looked up in by a function of their own. */
  static final class Mapped
      extends org.apache.beam.sdk.transforms.windowing.PartitioningWindowFn<
          Object, IntervalWindow> {
    private static final long serialVersionUID = 1L;
    private static final IntervalWindow ALL =
        new IntervalWindow(Instant.EPOCH, Duration.standardDays(1));

    @Override
    public IntervalWindow assignWindow(Instant timestamp) {
      return ALL;
    }

    @Override
    @Deprecated
    public boolean isCompatible(WindowFn<?, ?> other) {
      return other instanceof Mapped;
    }

    @Override
    public Coder<IntervalWindow> windowCoder() {
      return IntervalWindow.getCoder();
    }

    @Override
    public WindowMappingFn<IntervalWindow> getDefaultWindowMappingFn() {
      return new WindowMappingFn<>() {
        private static final long serialVersionUID = 1L;

        @Override
        public IntervalWindow getSideInputWindow(BoundedWindow mainWindow) {
          Calls.note("getSideInputWindow");
          return ALL;
        }
      };
    }
  }

  /** Codes numbers. */
  static final class Coding extends CustomCoder<Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(Long value, OutputStream out) throws IOException {
      Calls.note("encode");
      VarLongCoder.of().encode(value, out);
    }

    @Override
    public Long decode(InputStream in) throws IOException {
      Calls.note("decode");
      return VarLongCoder.of().decode(in);
    }

    @Override
    public void verifyDeterministic() {}
  }
}
