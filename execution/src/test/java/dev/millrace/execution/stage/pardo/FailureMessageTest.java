/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.io.IOException;
import java.io.Serializable;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.UserCodeException;
import org.junit.jupiter.api.Test;

/** What a failure of user code says of where and on what it happened. */
class FailureMessageTest {

  static final class Fail extends DoFn<Object, String> {
    private static final long serialVersionUID = 1L;
    private final Exception failure;

    Fail(Exception failure) {
      this.failure = failure;
    }

    @ProcessElement
    public void process() throws Exception {
      throw failure;
    }
  }

  @Test
  void itTellsElementKeyTimestampWindowAndPane() throws Exception {
    var failure =
        (StageFailure)
            OperatorHarness.of(
                    Specs.of(
                            new Fail(new IOException("disk full")),
                            KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
                        .parDo())
                .elements(in(window(0, 10), 5, "the key", "the value"))
                .fail();

    assertEquals("Tested", failure.transform());
    assertEquals("@ProcessElement", failure.phase());
    assertEquals(
        "element KV{the key, the value}, key the key, timestamp 1970-01-01T00:00:00.005Z, windows"
            + " [[1970-01-01T00:00:00.000Z..1970-01-01T00:00:00.010Z)], pane PaneInfo.NO_FIRING",
        failure.circumstances());
    assertEquals("in @ProcessElement of Tested: " + failure.circumstances(), failure.getMessage());
    assertEquals("disk full", failure.getCause().getMessage());
  }

  @Test
  void theUsersOwnExceptionIsTheCause() throws Exception {
    Exception wrapped =
        UserCodeException.wrap(UserCodeException.wrap(new IOException("disk full")));
    var failure =
        OperatorHarness.of(Specs.of(new Fail(wrapped), StringUtf8Coder.of()).parDo())
            .elements(in(window(0, 10), 5, "a"))
            .fail();

    assertEquals(IOException.class, failure.getCause().getClass());
  }

  @Test
  void aLongElementIsCut() throws Exception {
    var failure =
        OperatorHarness.of(Specs.of(new Fail(new IOException()), StringUtf8Coder.of()).parDo())
            .elements(in(window(0, 10), 5, "x".repeat(100_000)))
            .fail();

    assertThat(failure.getMessage().length(), lessThan(1000));
    assertThat(failure.getMessage(), containsString("(100000 characters)"));
  }

  /** Has a rendering that fails. */
  private static final class Unspeakable implements Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      throw new UnsupportedOperationException("no words");
    }
  }

  @Test
  void anElementThatCannotBeRenderedDoesNotHideTheFailure() throws Exception {
    var failure =
        OperatorHarness.of(
                Specs.of(
                        new Fail(new IOException("disk full")),
                        SerializableCoder.of(Unspeakable.class))
                    .parDo())
            .elements(in(window(0, 10), 5, new Unspeakable()))
            .fail();

    assertEquals("disk full", failure.getCause().getMessage());
    assertThat(failure.getMessage(), containsString("whose toString() threw"));
  }
}
