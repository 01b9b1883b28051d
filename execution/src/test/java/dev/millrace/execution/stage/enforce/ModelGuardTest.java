/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.enforce;

import static dev.millrace.execution.harness.Elements.at;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import dev.millrace.execution.stage.Enforcement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.util.IllegalMutationException;
import org.junit.jupiter.api.Test;

/** The rules of the model, where they are enforced and where not. */
class ModelGuardTest {
  private static final Enforcement IMMUTABILITY = new Enforcement(true, false);
  private static final Enforcement ENCODABILITY = new Enforcement(false, true);
  private static final Enforcement BOTH = new Enforcement(true, true);

  /** Changes arrays: its input or its output. */
  static final class Mutate extends DoFn<byte[], byte[]> {
    private static final long serialVersionUID = 1L;
    private final boolean input;
    private final boolean output;

    Mutate(boolean input, boolean output) {
      this.input = input;
      this.output = output;
    }

    @ProcessElement
    public void process(@Element byte[] element, OutputReceiver<byte[]> out) {
      byte[] emitted = element.clone();
      out.output(emitted);
      if (input) {
        element[0]++;
      }
      if (output) {
        emitted[0]++;
      }
    }
  }

  private static OperatorHarness mutating(boolean input, boolean output) {
    return OperatorHarness.of(
            Specs.of(new Mutate(input, output), ByteArrayCoder.of())
                .outputCoder(ByteArrayCoder.of())
                .parDo())
        .before(() -> ELEMENT[0] = 7);
  }

  // Every run of a script gets the same object, and some change it.
  private static final byte[] ELEMENT = {7};

  @Test
  void aChangedInputFails() throws Exception {
    var failure =
        (StageFailure)
            mutating(true, false).enforcing(IMMUTABILITY).elements(at(1, ELEMENT)).fail();

    assertInstanceOf(IllegalMutationException.class, failure.getCause());
    assertEquals("@ProcessElement", failure.phase());
    assertThat(
        failure.getCause().getMessage(),
        allOf(
            containsString("PTransform Tested mutated its input value"),
            containsString("Input values must not be mutated in any way")));
  }

  @Test
  void anOutputThatIsChangedAfterItWasEmittedFails() throws Exception {
    var failure =
        (StageFailure)
            mutating(false, true).enforcing(IMMUTABILITY).elements(at(1, ELEMENT)).fail();

    assertInstanceOf(IllegalMutationException.class, failure.getCause());
    assertThat(
        failure.getCause().getMessage(),
        allOf(
            containsString("PTransform Tested mutated value"),
            containsString("after it was output"),
            containsString("Values must not be mutated in any way after being output")));
  }

  @Test
  void nothingIsCheckedThatIsNotAskedFor() throws Exception {
    mutating(true, false).elements(at(1, ELEMENT)).expect(at(1, List.of((byte) 7))).run();
    mutating(true, false)
        .enforcing(ENCODABILITY)
        .elements(at(1, ELEMENT))
        .expect(at(1, List.of((byte) 7)))
        .run();
  }

  @Test
  void whoKeepsTheRulesIsLeftAlone() throws Exception {
    mutating(false, false)
        .enforcing(BOTH)
        .elements(at(1, ELEMENT), at(2, ELEMENT))
        .expect(at(1, List.of((byte) 7)), at(2, List.of((byte) 7)))
        .run();
  }

  /** Emits what it is given. */
  static final class Same extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> out) {
      out.output(element);
    }
  }

  /**
   * Loses what is after the first character; refuses to encode what begins with a question mark.
   */
  private static final class FirstCharacter extends CustomCoder<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      if (value.startsWith("?")) {
        throw new CoderException("not encodable");
      }
      StringUtf8Coder.of().encode(value.substring(0, 1), out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      return StringUtf8Coder.of().decode(in);
    }

    @Override
    public boolean consistentWithEquals() {
      return true;
    }

    @Override
    public String toString() {
      return "FirstCharacter";
    }
  }

  private static OperatorHarness encodedBy(Coder<String> coder) {
    return OperatorHarness.of(Specs.of(new Same()).outputCoder(coder).parDo());
  }

  @Test
  void whatACoderLeavesOutIsMissingFromThenOn() throws Exception {
    encodedBy(new FirstCharacter())
        .enforcing(ENCODABILITY)
        .elements(at(1, "abc"))
        .expect(at(1, "a"))
        .run();
  }

  /** Encodes one character less each time. */
  private static final class Shortening extends CustomCoder<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(value.substring(1), out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      return StringUtf8Coder.of().decode(in);
    }

    @Override
    public String toString() {
      return "Shortening";
    }
  }

  @Test
  void anOutputThatItsCoderEncodesDifferentlyEachTimeFails() throws Exception {
    var failure =
        (StageFailure)
            encodedBy(new Shortening()).enforcing(ENCODABILITY).elements(at(1, "abc")).fail();

    assertEquals(
        "Coder Shortening of class "
            + Shortening.class.getName()
            + " does not encode what it has decoded as it was, on an output of Tested: abc became"
            + " bc",
        failure.getCause().getMessage());
  }

  @Test
  void anOutputThatItsCoderCannotEncodeFails() throws Exception {
    var failure =
        (StageFailure)
            encodedBy(new FirstCharacter()).enforcing(ENCODABILITY).elements(at(1, "?")).fail();

    assertEquals(
        "Tested emitted a value that its coder cannot encode and decode: value ?, coder"
            + " FirstCharacter",
        failure.getCause().getMessage());
    assertEquals("not encodable", failure.getCause().getCause().getMessage());
  }

  @Test
  void anOutputMayBeAnythingIfEncodabilityIsNotAskedFor() throws Exception {
    encodedBy(new FirstCharacter()).elements(at(1, "abc")).expect(at(1, "abc")).run();
  }

  /** Faithful, but wrong about equality. */
  private static final class AllDifferent extends CustomCoder<String> {
    private static final long serialVersionUID = 1L;

    @Override
    public void encode(String value, OutputStream out) throws IOException {
      StringUtf8Coder.of().encode(value, out);
    }

    @Override
    public String decode(InputStream in) throws IOException {
      return StringUtf8Coder.of().decode(in);
    }

    @Override
    public Object structuralValue(String value) {
      return new Object();
    }
  }

  @Test
  void anOutputThatEqualsNoOtherIsJudgedByItsEncoding() throws Exception {
    encodedBy(new AllDifferent())
        .enforcing(ENCODABILITY)
        .elements(at(1, "abc"))
        .expect(at(1, "abc"))
        .run();
  }
}
