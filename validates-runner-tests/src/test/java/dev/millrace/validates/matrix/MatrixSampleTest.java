/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates.matrix;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Some quick ones of Beam's tests under the variants furthest from the usual settings. */
class MatrixSampleTest {
  private static final List<String> SAMPLE =
      List.of(
          "CombineTest$AccumulationTests",
          "FlattenTest",
          "GroupByKeyTest$WindowTests",
          "MetricsTest$CommittedMetricTests",
          "ParDoTest$BundleFinalizationTests",
          "ParDoTest$LifecycleTests",
          "ParDoTest$OnWindowExpirationTests",
          "ParDoTest$TimerFamilyTests",
          "SplittableDoFnTest#testPairWithIndexBasic",
          "TestStreamTest",
          "ViewTest#testWindowed",
          "windowing.WindowingTest");

  @ParameterizedTest
  @EnumSource(
      names = {"BUNDLES_OF_1", "INLINE", "ENFORCEMENT", "UNBOUNDED_READS", "CRASHES", "ROCKSDB"})
  void theSamplePasses(Variant variant) throws Exception {
    try (SuiteFork fork =
        SuiteFork.start(
            variant.label() + "-sample", "VALIDATES_RUNNER", variant, String.join(",", SAMPLE))) {
      fork.passes();
    }
  }
}
