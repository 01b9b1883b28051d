/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.translation.UnsupportedPipelineException;
import java.io.IOException;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class MillraceFailureTest {

  @Test
  void aFailureHasTheUsersExceptionAsCauseAndTellsWhereAndOnWhat() {
    Pipeline pipeline = failing(new Fail("@ProcessElement", new IOException("disk full")));

    var failure = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals(IOException.class, failure.getCause().getClass());
    assertEquals("Fails/ParMultiDo(Fail)", failure.transform());
    assertThat(failure.phase(), containsString("ProcessElement"));
    assertThat(
        failure.getMessage(),
        allOf(
            startsWith("java.io.IOException: disk full\n"),
            containsString("Fails"),
            containsString("GlobalWindow"),
            containsString("the key"),
            containsString("the value")));
  }

  @Test
  void aFailureAtTheEndOfABundleTellsItsPhase() {
    Pipeline pipeline = failing(new Fail("@FinishBundle", new IllegalStateException("unfinished")));

    var failure = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertThat(failure.phase(), containsString("FinishBundle"));
    assertEquals("unfinished", failure.getCause().getMessage());
  }

  @Test
  void anErrorIsTheCauseToo() {
    Pipeline pipeline = failing(new Fail("@Setup", new StackOverflowError("too deep")));

    var failure = assertThrows(PipelineExecutionException.class, pipeline::run);

    assertEquals(StackOverflowError.class, failure.getCause().getClass());
  }

  /** Fails in its own way on an element that cannot be rendered. */
  private static final class FailOnUnspeakable extends DoFn<Unspeakable, String> {
    private static final long serialVersionUID = 1L;
    private final boolean overflow;

    FailOnUnspeakable(boolean overflow) {
      this.overflow = overflow;
    }

    @ProcessElement
    public void process() {
      if (overflow) {
        deeper(0);
      }
      throw new OutOfMemoryError();
    }

    private static long deeper(long depth) {
      return depth < 0 ? 0 : depth + deeper(depth + 1);
    }
  }

  /** Has nothing to say. */
  static final class Unspeakable implements java.io.Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public String toString() {
      throw new IllegalStateException((String) null);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anErrorOnAnElementThatCannotBeRenderedTellsItsStep(boolean overflow) {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply(Create.of(1L))
        .apply("Makes", ParDo.of(new MakeUnspeakable()))
        .apply("Fails", ParDo.of(new FailOnUnspeakable(overflow)));

    var failure = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals(
        overflow ? StackOverflowError.class : OutOfMemoryError.class,
        failure.getCause().getClass());
    assertEquals("Fails/ParMultiDo(FailOnUnspeakable)", failure.transform());
    assertThat(
        failure.circumstances(),
        startsWith("element a " + Unspeakable.class.getName() + " whose toString() threw"));
  }

  private static final class MakeUnspeakable extends DoFn<Long, Unspeakable> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(OutputReceiver<Unspeakable> out) {
      out.output(new Unspeakable());
    }
  }

  @Test
  void aJobThatIsNotWaitedForFailsWhenWaitedForAndEveryTimeAgain() {
    Pipeline pipeline = failing(new Fail("@ProcessElement", new IOException("disk full")));
    pipeline.getOptions().as(MillracePipelineOptions.class).setBlockOnRun(false);

    PipelineResult result = pipeline.run();

    assertThrows(PipelineExecutionException.class, result::waitUntilFinish);
    assertThrows(PipelineExecutionException.class, result::waitUntilFinish);
    assertEquals(State.FAILED, result.getState());
  }

  @Test
  void aFailedAssertionReachesTheTest() {
    TestPipeline pipeline =
        TestPipeline.fromOptions(
            PipelineOptionsFactory.fromArgs("--runner=MillraceRunner").create());
    pipeline.enableAbandonedNodeEnforcement(false);
    PAssert.that(pipeline.apply(Create.of(1, 2))).containsInAnyOrder(1, 2, 3);

    assertThrows(AssertionError.class, pipeline::run);
  }

  @Test
  void assertionsThatHoldAreCounted() {
    TestPipeline pipeline =
        TestPipeline.fromOptions(
            PipelineOptionsFactory.fromArgs("--runner=MillraceRunner").create());
    pipeline.enableAbandonedNodeEnforcement(false);
    PAssert.that(pipeline.apply(Create.of(1, 2))).containsInAnyOrder(1, 2);

    assertEquals(State.DONE, pipeline.run().getState());
  }

  @Test
  void whatCannotRunIsRefusedBeforeAnythingRuns() {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline.apply(Create.of("no key")).apply("Sorts", ParDo.of(new SortWithoutKey()));

    var refusal = assertThrows(UnsupportedPipelineException.class, pipeline::run);

    assertThat(refusal.getMessage(), containsString("Sorts"));
  }

  private static Pipeline failing(Fail fail) {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline.apply(Create.of(KV.of("the key", "the value"))).apply("Fails", ParDo.of(fail));
    return pipeline;
  }

  /** Asks for input in the order of time, which only keyed input can have. */
  static final class SortWithoutKey extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    @RequiresTimeSortedInput
    public void process() {}
  }

  /** Throws a given exception in a given phase. */
  static final class Fail extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final String phase;
    private final Throwable exception;

    Fail(String phase, Throwable exception) {
      this.phase = phase;
      this.exception = exception;
    }

    @Setup
    public void setup() throws Exception {
      throwIn("@Setup");
    }

    @ProcessElement
    public void process() throws Exception {
      throwIn("@ProcessElement");
    }

    @FinishBundle
    public void finishBundle() throws Exception {
      throwIn("@FinishBundle");
    }

    private void throwIn(String current) throws Exception {
      if (phase.equals(current)) {
        if (exception instanceof Error error) {
          throw error;
        }
        throw (Exception) exception;
      }
    }
  }
}
