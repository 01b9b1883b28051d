/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.util.Objects;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.state.BagState;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;

/** Functions that compute for long, and for much. */
final class EndlessComputation {
  private EndlessComputation() {}

  static final class ManyKeys extends DoFn<Integer, KV<Integer, Integer>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(OutputReceiver<KV<Integer, Integer>> output) {
      for (int key = 0; key < 200_000; key++) {
        output.output(KV.of(key, 1));
      }
    }
  }

  /** Takes long for each element, and computes all the while. */
  static final class Compute extends EndlessFn<Object, Integer> {
    private static final long serialVersionUID = 1L;

    Compute(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {
      endless.goesOnSlowly();
    }
  }

  static final class ComputeInWindow extends EndlessFn<Object, Integer> {
    private static final long serialVersionUID = 1L;

    ComputeInWindow(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(BoundedWindow window) {
      Objects.requireNonNull(window, "Asked for, so that each window is a call of its own");
      endless.goesOnSlowly();
    }
  }

  static final class ExpireSlowly extends EndlessFn<KV<Integer, Integer>, Integer> {
    private static final long serialVersionUID = 1L;

    @StateId("state")
    private final StateSpec<BagState<Long>> spec = StateSpecs.bag(VarLongCoder.of());

    ExpireSlowly(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process() {}

    @OnWindowExpiration
    public void expire() {
      endless.goesOnSlowly();
    }
  }

  static final class FinalizeSlowly extends EndlessFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    FinalizeSlowly(Endless endless) {
      super(endless);
    }

    @ProcessElement
    public void process(BundleFinalizer finalizer) {
      Endless steps = endless;
      for (int i = 0; i < 200_000; i++) {
        finalizer.afterBundleCommit(
            Instant.now().plus(Duration.standardDays(1)), steps::goesOnSlowly);
      }
    }
  }
}
