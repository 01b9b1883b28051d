/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.MAX;
import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.window;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import dev.millrace.execution.host.StageFailure;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.transforms.windowing.PaneInfo.Timing;
import org.apache.beam.sdk.values.TupleTag;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** A plain ParDo: what becomes of the elements of its input. */
class ParDoTest {
  private static final TupleTag<String> EXTRA = new TupleTag<>("extra");
  private static final PaneInfo EARLY = PaneInfo.createPane(false, false, Timing.EARLY, 3, -1);

  static final class Upper extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      output.output(element.toUpperCase(Locale.ROOT));
    }
  }

  @Test
  void outputsInheritTimestampWindowsAndPane() throws Exception {
    OperatorHarness.of(Specs.of(new Upper()).parDo())
        .elements(
            at(5, "a"),
            in(window(0, 10), 7, "b", EARLY),
            in(List.of(window(0, 10), window(5, 15)), 8, "c"))
        .expect(
            at(5, "A"),
            in(window(0, 10), 7, "B", EARLY),
            in(List.of(window(0, 10), window(5, 15)), 8, "C"))
        .watermark(4)
        .expectWatermark(4)
        .run();
  }

  static final class NameWindow extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element String element, BoundedWindow window, OutputReceiver<String> output) {
      output.output(element + " until " + window.maxTimestamp().getMillis());
    }
  }

  @Test
  void aFunctionThatLooksAtTheWindowIsCalledForEachOne() throws Exception {
    OperatorHarness.of(Specs.of(new NameWindow()).parDo())
        .elements(in(List.of(window(0, 10), window(5, 15)), 8, "a"))
        .expect(in(window(0, 10), 8, "a until 9"), in(window(5, 15), 8, "a until 14"))
        .run();
  }

  static final class OutputTo extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final TupleTag<String> tag;

    OutputTo(TupleTag<String> tag) {
      this.tag = tag;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output("main " + context.element());
      context.output(tag, "tagged " + context.element());
    }
  }

  @Test
  void outputsGoWhereTheirTagsLead() throws Exception {
    OperatorHarness.of(Specs.of(new OutputTo(EXTRA)).output(EXTRA, 2).parDo())
        .output(2)
        .elements(at(1, "a"), at(2, "b"))
        .expect(at(1, "main a"), at(2, "main b"))
        .expectOf(2, at(1, "tagged a"), at(2, "tagged b"))
        .run();
  }

  @Test
  void anOutputThatNobodyReadsIsDropped() throws Exception {
    OperatorHarness.of(Specs.of(new OutputTo(EXTRA)).unread(EXTRA).parDo())
        .elements(at(1, "a"))
        .expect(at(1, "main a"))
        .run();
  }

  @Test
  void anUnknownTagFailsAndNamesThoseThatThereAre() throws Exception {
    var failure =
        (StageFailure)
            OperatorHarness.of(Specs.of(new OutputTo(new TupleTag<>("other"))).parDo())
                .elements(at(1, "a"))
                .fail();

    assertEquals(IllegalArgumentException.class, failure.getCause().getClass());
    assertThat(failure.getCause().getMessage(), containsString("Unknown output tag Tag<other>"));
    assertThat(failure.getCause().getMessage(), containsString("Tag<main>"));
  }

  static final class OutputAt extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final long millis;
    private final long skew;

    OutputAt(long millis, long skew) {
      this.millis = millis;
      this.skew = skew;
    }

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      output.outputWithTimestamp(element, Instant.ofEpochMilli(millis));
    }

    @Override
    @SuppressWarnings("deprecation") // deprecated for users, to be respected by runners
    public Duration getAllowedTimestampSkew() {
      return Duration.millis(skew);
    }
  }

  @Test
  void aTimestampMayBeLaterThanThatOfTheInput() throws Exception {
    OperatorHarness.of(Specs.of(new OutputAt(20, 0)).parDo())
        .elements(in(window(0, 10), 5, "a", EARLY))
        .expect(in(window(0, 10), 20, "a", EARLY))
        .run();
  }

  @Test
  void aTimestampMayBeEarlierByTheSkew() throws Exception {
    OperatorHarness.of(Specs.of(new OutputAt(20, 10)).parDo())
        .elements(at(30, "a"))
        .expect(at(20, "a"))
        .run();
  }

  @Test
  void aTimestampEarlierThanTheSkewAllowsFails() throws Exception {
    var failure =
        OperatorHarness.of(Specs.of(new OutputAt(19, 10)).parDo()).elements(at(30, "a")).fail();

    assertEquals(
        "Cannot output with timestamp 1970-01-01T00:00:00.019Z. Output timestamps must be no"
            + " earlier than the timestamp of the current input or timer"
            + " (1970-01-01T00:00:00.030Z) minus the allowed skew (10 milliseconds) and no later"
            + " than 294247-01-10T04:00:54.775Z. See the DoFn#getAllowedTimestampSkew() Javadoc"
            + " for details on changing the allowed skew.",
        failure.getCause().getMessage());
  }

  @Test
  void aTimestampAfterTheEndOfTimeFails() throws Exception {
    var failure =
        OperatorHarness.of(Specs.of(new OutputAt(MAX + 1, 0)).parDo()).elements(at(30, "a")).fail();

    assertEquals(IllegalArgumentException.class, failure.getCause().getClass());
    assertThat(failure.getCause().getMessage(), containsString("no later than 294247-01-10"));
  }

  static final class OutputElsewhere extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(ProcessContext context) {
      context.outputWindowedValue(
          context.element(), context.timestamp(), List.of(window(90, 100)), EARLY);
    }
  }

  @Test
  void anOutputMayChooseItsWindowAndPane() throws Exception {
    OperatorHarness.of(Specs.of(new OutputElsewhere()).parDo())
        .elements(in(window(0, 10), 5, "a"))
        .expect(in(window(90, 100), 5, "a", EARLY))
        .run();
  }

  static final class Twice extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element String element, OutputReceiver<String> output) {
      output.output(element + 1);
      output.output(element + 2);
    }
  }

  @Test
  void operatorsOfAStageFeedOneAnotherAndThoseOutside() throws Exception {
    OperatorHarness.of(
            Specs.of(new Twice()).named("First").to(7).parDo(),
            Specs.of(new Twice()).named("Second").from(7).parDo(),
            Specs.of(new Upper()).named("Third").from(7).to(2).parDo())
        .output(2)
        .output(7)
        .elements(at(1, "a"))
        .expect(at(1, "a11"), at(1, "a12"), at(1, "a21"), at(1, "a22"))
        .expectOf(2, at(1, "A1"), at(1, "A2"))
        .expectOf(7, at(1, "a1"), at(1, "a2"))
        .run();
  }
}
