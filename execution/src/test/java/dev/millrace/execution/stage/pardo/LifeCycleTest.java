/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Conditions.IN_BULK;
import static dev.millrace.execution.harness.Conditions.ONE_BY_ONE;
import static dev.millrace.execution.harness.Conditions.WITH_FULL_OUTPUT;
import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a DoFn instance, with and without failures. */
class LifeCycleTest {
  private final Journal journal = new Journal();

  /** Notes every call, and fails in one phase. */
  static class Noting extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final String name;
    private final Journal journal;
    private final String failing;

    Noting(String name, Journal journal, String failing) {
      this.name = name;
      this.journal = journal;
      this.failing = failing;
    }

    private void call(String phase) {
      journal.add(name + " " + phase);
      if (phase.equals(failing)) {
        throw new IllegalStateException("deliberate: " + name);
      }
    }

    @Setup
    public void setup() {
      call("setup");
    }

    @StartBundle
    public void start() {
      call("start");
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      call("process");
      output.output(element);
    }

    @FinishBundle
    public void finish() {
      call("finish");
    }

    @Teardown
    public void teardown() {
      call("teardown");
    }
  }

  private OperatorHarness chain(String first, String second, String third) {
    return OperatorHarness.of(
            Specs.of(new Noting("1", journal, first)).named("One").to(7).parDo(),
            Specs.of(new Noting("2", journal, second)).named("Two").from(7).to(8).parDo(),
            Specs.of(new Noting("3", journal, third)).named("Three").from(8).parDo())
        .before(journal::take);
  }

  @Test
  void whatIsUpstreamStartsAndFinishesFirst() throws Exception {
    chain("", "", "")
        .only(IN_BULK, WITH_FULL_OUTPUT)
        .elements(at(1, "a"))
        .expect(at(1, "a"))
        .expectNotes(
            journal,
            "1 setup",
            "1 start",
            "2 setup",
            "2 start",
            "3 setup",
            "3 start",
            "1 process",
            "2 process",
            "3 process",
            "1 finish",
            "2 finish",
            "3 finish")
        .run();
    assertEquals(List.of("1 teardown", "2 teardown", "3 teardown"), journal.take());
  }

  @Test
  void aBundleThatMayHaveOneElementHasOne() throws Exception {
    OperatorHarness.of(Specs.of(new Noting("1", journal, "")).parDo())
        .before(journal::take)
        .only(ONE_BY_ONE)
        .elements(at(1, "a"), at(2, "b"))
        .expect(at(1, "a"), at(2, "b"))
        .expectNotes(
            journal,
            "1 setup",
            "1 start",
            "1 process",
            "1 finish",
            "1 start",
            "1 process",
            "1 finish")
        .run();
  }

  @Test
  void elementsThatComeTogetherShareABundle() throws Exception {
    OperatorHarness.of(Specs.of(new Noting("1", journal, "")).parDo())
        .before(journal::take)
        .only(IN_BULK)
        .elements(at(1, "a"), at(2, "b"))
        .expect(at(1, "a"), at(2, "b"))
        .expectNotes(journal, "1 setup", "1 start", "1 process", "1 process", "1 finish")
        .elements(at(3, "c"))
        .expect(at(3, "c"))
        .expectNotes(journal, "1 start", "1 process", "1 finish")
        .run();
  }

  @Test
  void withoutElementsThereIsNoBundleNorAnythingSetUp() throws Exception {
    OperatorHarness.of(Specs.of(new Noting("1", journal, "")).parDo())
        .before(journal::take)
        .watermark(10)
        .watermark(20)
        .run();
    assertEquals(List.of(), journal.take());
  }

  @ParameterizedTest
  @ValueSource(strings = {"setup", "start", "process", "finish"})
  void aFailureTellsItsPhaseAndWhateverWasSetUpIsTornDown(String phase) throws Exception {
    var failure = (StageFailure) chain("", phase, "").elements(at(1, "a")).fail();

    assertEquals("Two", failure.transform());
    assertTrue(failure.phase().toLowerCase().contains(phase), failure::phase);
    assertInstanceOf(IllegalStateException.class, failure.getCause());
    assertEquals("deliberate: 2", failure.getCause().getMessage());
    List<String> notes = journal.take();
    List<String> setUp = notes.stream().filter(note -> note.endsWith("setup")).toList();
    List<String> tornDown = notes.stream().filter(note -> note.endsWith("teardown")).toList();
    assertEquals(
        setUp.stream().map(note -> note.replace("setup", "teardown")).sorted().toList(),
        tornDown.stream().sorted().toList());
  }

  @Test
  void allAreTornDownAlsoIfSomeFailToBe() throws Exception {
    chain("teardown", "teardown", "").elements(at(1, "a")).expectAtEnd(at(1, "a")).run();

    List<String> notes = journal.take();
    assertEquals(
        List.of("1 teardown", "2 teardown", "3 teardown"),
        notes.subList(notes.size() - 3, notes.size()));
  }

  /** Swallows whatever its consumers throw. */
  static final class Swallowing extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      try {
        output.output(element);
      } catch (RuntimeException e) {
        // As careless user code does.
      }
    }
  }

  @Test
  void aFailureThatUserCodeSwallowsFailsAllTheSame() throws Exception {
    var failure =
        (StageFailure)
            OperatorHarness.of(
                    Specs.of(new Swallowing()).named("One").to(7).parDo(),
                    Specs.of(new Noting("2", journal, "process")).named("Two").from(7).parDo())
                .elements(at(1, "a"))
                .fail();

    assertEquals("Two", failure.transform());
    assertEquals("deliberate: 2", failure.getCause().getMessage());
  }

  /** Emits when the bundle is finished, once. */
  static final class EmitAtFinish extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private String kept;

    @ProcessElement
    public void process(@Element String element) {
      kept = element;
    }

    @FinishBundle
    public void finish(FinishBundleContext context) {
      context.output(kept, Instant.ofEpochMilli(5), window(0, 10));
      context.output(Specs.MAIN, kept + "!", Instant.ofEpochMilli(6), GlobalWindow.INSTANCE);
    }
  }

  @Test
  void whatFinishBundleEmitsIsNotOvertakenByTheWatermark() throws Exception {
    OperatorHarness.of(Specs.of(new EmitAtFinish()).parDo())
        .watermark(5)
        .elements(at(5, "a"))
        .watermark(20)
        .expect(in(window(0, 10), 5, "a"), at(6, "a!"))
        .expectWatermark(20)
        .run();
  }

  /** Asks for a call-back of each bundle. */
  static final class Finalizing extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Journal journal;
    private final long patience;

    Finalizing(Journal journal, long patience) {
      this.journal = journal;
      this.patience = patience;
    }

    @ProcessElement
    public void process(@Element String element, BundleFinalizer finalizer) {
      journal.add("process");
      finalizer.afterBundleCommit(
          Instant.ofEpochMilli(patience),
          () -> {
            journal.add("finalized " + element);
            throw new IllegalStateException("which only is logged");
          });
    }

    @FinishBundle
    public void finish() {
      journal.add("finish");
    }
  }

  @Test
  void finalizersAreCalledAfterTheBundleIsFinished() throws Exception {
    OperatorHarness.of(Specs.of(new Finalizing(journal, 1)).parDo())
        .only(IN_BULK, WITH_FULL_OUTPUT)
        .elements(at(1, "a"))
        .expectNotes(journal, "process", "finish", "finalized a")
        .elements(at(1, "b"))
        .expectNotes(journal, "process", "finish", "finalized b")
        .run();
  }

  @Test
  void aFinalizerWhoseTimeIsOverIsNotCalled() throws Exception {
    OperatorHarness.of(Specs.of(new Finalizing(journal, Long.MIN_VALUE)).parDo())
        .elements(at(1, "a"))
        .expectNotes(journal, "process", "finish")
        .run();
  }
}
