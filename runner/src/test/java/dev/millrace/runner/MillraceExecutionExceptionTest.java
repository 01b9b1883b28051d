/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.millrace.execution.host.StageFailure;
import org.apache.beam.sdk.util.UserCodeException;
import org.junit.jupiter.api.Test;

class MillraceExecutionExceptionTest {
  private final IllegalStateException user = new IllegalStateException("boom");

  @Test
  void wrappersOfBeamAreTakenOff() {
    var failure =
        new StageFailure("Step", "@ProcessElement", "element x", UserCodeException.wrap(user));

    assertSame(user, MillraceExecutionException.of(failure).getCause());
  }

  @Test
  void theMessageBeginsWithTheUsersAndGoesOnWithThePlace() {
    var failure = new StageFailure("Step", "@ProcessElement", "element x", user);

    assertEquals(
        """
        java.lang.IllegalStateException: boom
          in @ProcessElement of Step
          element x""",
        MillraceExecutionException.of(failure).getMessage());
  }

  @Test
  void laterFailuresAreSuppressed() {
    var failure = new StageFailure("Step", "@ProcessElement", "", user);
    var later = new StageFailure("Other", "@Teardown", "", new RuntimeException());
    failure.addSuppressed(later);

    assertSame(later, MillraceExecutionException.of(failure).getSuppressed()[0]);
  }

  @Test
  void aFailureOfTheEngineIsTheCauseItself() {
    var failure = new IllegalStateException("stuck");

    var exception = MillraceExecutionException.of(failure);

    assertSame(failure, exception.getCause());
    assertEquals("java.lang.IllegalStateException: stuck", exception.getMessage());
    assertEquals("", exception.transform());
  }
}
