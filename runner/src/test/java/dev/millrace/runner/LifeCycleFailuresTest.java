/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Collections;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a pipeline when something else than the processing of an element fails. */
@Timeout(60)
class LifeCycleFailuresTest {
  private final Notes notes = new Notes();

  /** Notes its life, and fails in its set-up if it is told to. */
  static final class Living extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final String name;
    private final boolean fails;
    private final Notes notes;

    Living(String name, boolean fails, Notes notes) {
      this.name = name;
      this.fails = fails;
      this.notes = notes;
    }

    @Setup
    public void setup() {
      notes.add(name + " set up");
      if (fails) {
        throw new IllegalStateException("deliberate");
      }
    }

    @StartBundle
    public void start() {
      notes.add(name + " bundle");
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      notes.add(name + " " + element);
      output.output(element);
    }

    @Teardown
    public void teardown() {
      notes.add(name + " torn down");
    }
  }

  @Test
  void aSetupThatThrowsFailsThePipelineBeforeAnyElementAndTearsAllDown() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=1", "--jobName=setup");
    pipeline
        .apply(Create.of("a"))
        .apply("First", ParDo.of(new Living("first", false, notes)))
        .apply("Second", ParDo.of(new Living("second", true, notes)));

    var failure = assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals("@Setup", failure.phase());
    assertEquals("Second/ParMultiDo(Living)", failure.transform());
    assertThat(notes.inOrder(), not(hasItem("first a")));
    assertThat(notes.inOrder(), not(hasItem("second a")));
    // By the contract of @Teardown an instance whose set-up threw is torn down, too.
    assertThat(notes.inOrder(), hasItem("first torn down"));
    assertThat(notes.inOrder(), hasItem("second torn down"));
    JobThreads.assertNone("setup");
  }

  /** Registers two finalizers for its bundle, the first of which throws. */
  static final class Finalizing extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    Finalizing(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(
        @Element String element, BundleFinalizer finalizer, OutputReceiver<String> output) {
      Instant expiry = Instant.now().plus(Duration.standardMinutes(5));
      finalizer.afterBundleCommit(
          expiry,
          () -> {
            notes.add("throws for " + element);
            throw new IllegalStateException("deliberate");
          });
      finalizer.afterBundleCommit(expiry, () -> notes.add("finalized " + element));
      output.output(element);
    }
  }

  @Test
  void aFinalizerThatThrowsHarmsNeitherTheOthersNorTheBundleThatIsFinished() {
    Pipeline pipeline = TestPipelines.withOptions("--parallelism=1", "--maxBundleElements=1");
    pipeline
        .apply(Create.of("a", "b"))
        .apply(ParDo.of(new Finalizing(notes)))
        .apply(ParDo.of(new Living("next", false, notes)));

    assertEquals(State.DONE, pipeline.run().getState());

    assertThat(
        notes.inOrder().stream().filter(note -> !note.startsWith("next")).toList(),
        containsInAnyOrder("throws for a", "finalized a", "throws for b", "finalized b"));
    assertThat(notes.inOrder(), hasItem("next a"));
    assertThat(notes.inOrder(), hasItem("next b"));
  }

  /** Fails after it has asked for a finalizer. */
  static final class FinalizeAndFail extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    FinalizeAndFail(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(BundleFinalizer finalizer) {
      finalizer.afterBundleCommit(
          Instant.now().plus(Duration.standardMinutes(5)), () -> notes.add("finalized"));
      throw new IllegalStateException("deliberate");
    }
  }

  @Test
  void aBundleThatFailsIsNotFinalized() {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline.apply(Create.of("a")).apply(ParDo.of(new FinalizeAndFail(notes)));

    assertThrows(MillraceExecutionException.class, pipeline::run);

    assertEquals(Collections.emptyList(), notes.inOrder());
  }

  /** Has effects outside, which its input must not change under. */
  static final class Stable extends DoFn<KV<String, Iterable<String>>, String> {
    private static final long serialVersionUID = 1L;
    private final boolean fails;
    private final Notes notes;

    Stable(boolean fails, Notes notes) {
      this.fails = fails;
      this.notes = notes;
    }

    @ProcessElement
    @RequiresStableInput
    public void process(@Element KV<String, Iterable<String>> element) {
      notes.add("effect of " + element.getKey());
      if (fails) {
        throw new IllegalStateException("deliberate");
      }
    }
  }

  private void runStable(boolean fails) {
    Pipeline pipeline = TestPipelines.withOptions();
    pipeline
        .apply(Create.of("a"))
        .apply(WithKeys.of("key"))
        .apply(GroupByKey.create())
        .apply("Stable", ParDo.of(new Stable(fails, notes)));
    pipeline.run();
  }

  @Test
  void aFunctionThatRequiresStableInputRuns() {
    runStable(false);

    assertThat(notes.inOrder(), contains("effect of key"));
  }

  @Test
  void aFunctionThatRequiresStableInputNeverSeesItsInputAgainAfterAFailure() {
    assertThrows(MillraceExecutionException.class, () -> runStable(true));

    assertThat(notes.inOrder(), contains("effect of key"));
  }
}
