/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sources that give another order each time count each record once, over failures too. */
@Timeout(60)
class NonDeterministicSourcesTest {
  private static final int COUNT = 100_000;
  private static final int SPLITS = 100;
  private static final int FAILURES = 3;

  @TempDir private Path temporary;

  /** Fails whenever a checkpoint with some of its elements has been published, a few times. */
  private static final class Failing extends DoFn<Integer, KV<String, Long>> {
    private static final long serialVersionUID = 1L;
    private final SharedLatch failures;
    private boolean bundleIsNew;
    private boolean published;

    Failing(SharedLatch failures) {
      this.failures = failures;
    }

    @StartBundle
    public void startBundle() {
      bundleIsNew = true;
    }

    @ProcessElement
    public void process(
        @Element Integer number,
        BundleFinalizer finalizer,
        OutputReceiver<KV<String, Long>> output) {
      if (published && !failures.isOpen()) {
        failures.countDown();
        throw new IllegalStateException("A failure, on purpose");
      }
      if (bundleIsNew) {
        bundleIsNew = false;
        finalizer.afterBundleCommit(BoundedWindow.TIMESTAMP_MAX_VALUE, () -> this.published = true);
      }
      if (number == ReorderingSource.FILLER) {
        ReorderingSource.fillerProcessed();
      } else {
        output.output(KV.of("count", 1L));
        output.output(KV.of("sum", number.longValue()));
        output.output(KV.of("squares", number.longValue() * number));
      }
    }
  }

  /** Notes the results. */
  private static final class Noting extends DoFn<KV<String, Long>, Void> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    Noting(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@Element KV<String, Long> result) {
      notes.add(result.getKey() + " " + result.getValue());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void eachRecordCountsOnceHoweverOftenThePipelineFails(int parallelism) {
    SharedLatch failures = new SharedLatch(FAILURES);
    Notes results = new Notes();
    Pipeline pipeline =
        TestPipelines.withOptions(
            DurableCourse.options(
                temporary.resolve("checkpoints"),
                "--nonDeterministicSources=Read",
                "--maxRestarts=" + FAILURES,
                "--parallelism=" + parallelism));
    PCollection<KV<String, Long>> parts =
        pipeline
            .apply("Read", Read.from(ReorderingSource.upTo(COUNT, SPLITS, failures)))
            .apply("Fail", ParDo.of(new Failing(failures)));
    parts.apply("Add", Combine.perKey(Sum.ofLongs())).apply("Note", ParDo.of(new Noting(results)));

    assertEquals(State.DONE, pipeline.run().waitUntilFinish());

    assertTrue(failures.isOpen(), "all failures have happened");
    assertEquals(
        List.of(
            "count " + COUNT,
            "squares " + LongStream.range(0, COUNT).map(i -> i * i).sum(),
            "sum " + LongStream.range(0, COUNT).sum()),
        results.sorted().stream().distinct().toList());
  }
}
