/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** User code that swallows what its consumers throw does not hide a failure. */
@Timeout(60)
class SwallowedFailureTest {

  /** Swallows everything. */
  static final class Swallow extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Integer element, OutputReceiver<Integer> output) {
      try {
        output.output(element);
      } catch (Throwable e) {
        // As careless user code does.
      }
    }
  }

  /** Fails. */
  static final class Fail extends DoFn<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process() {
      throw new IllegalStateException("deliberate");
    }
  }

  @Test
  void theJobFailsWithTheFailureThatWasSwallowed() {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply(Create.of(1, 2, 3))
        .apply("Swallow", ParDo.of(new Swallow()))
        .apply("Fail", ParDo.of(new Fail()));

    var failure = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals("Fail/ParMultiDo(Fail)", failure.transform());
    assertEquals("deliberate", failure.getCause().getMessage());
  }
}
