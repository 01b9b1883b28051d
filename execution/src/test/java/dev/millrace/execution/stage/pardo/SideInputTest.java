/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.at;
import static dev.millrace.execution.harness.Elements.in;
import static dev.millrace.execution.harness.Elements.onTime;
import static dev.millrace.execution.harness.Elements.window;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.millrace.execution.harness.Elements;
import dev.millrace.execution.harness.Journal;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindow;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Elements that wait for side inputs. */
class SideInputTest {
  private static final FixedWindows TENS = FixedWindows.of(Duration.millis(10));
  private static final IntervalWindow FIRST = window(0, 10);
  private static final IntervalWindow SECOND = window(10, 20);

  private final PCollectionView<Iterable<String>> view = Specs.iterableView(TENS);

  /** Appends the contents of a view. */
  static final class Append extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<String>> view;

    Append(PCollectionView<Iterable<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.element() + context.sideInput(view));
    }
  }

  private OperatorHarness appending() {
    return OperatorHarness.of(
        Specs.of(new Append(view))
            .windowing(WindowingStrategy.of(TENS))
            .sideInput("side", view)
            .parDo());
  }

  @Test
  void elementsWaitInTheirOrderAndHoldTheWatermark() throws Exception {
    appending()
        .elements(in(FIRST, 7, "a"), in(FIRST, 3, "b"), in(FIRST, 5, "c"))
        .watermark(50)
        .expect()
        .expectWatermark(3)
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 7, "a[x]"), in(FIRST, 3, "b[x]"), in(FIRST, 5, "c[x]"))
        .expectWatermark(50)
        .run();
  }

  @Test
  void onlyElementsOfWindowsThatAreNotReadyWait() throws Exception {
    appending()
        .publish(view, SECOND, "y")
        .elements(in(FIRST, 3, "a"), in(SECOND, 12, "b"), in(FIRST, 4, "c"))
        .watermark(15)
        .expect(in(SECOND, 12, "b[y]"))
        .expectWatermark(3)
        .elements(in(SECOND, 16, "d"))
        .expect(in(SECOND, 16, "d[y]"))
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 3, "a[x]"), in(FIRST, 4, "c[x]"))
        .expectWatermark(15)
        .run();
  }

  @Test
  void anElementInSeveralWindowsWaitsForEachByItself() throws Exception {
    appending()
        .elements(in(List.of(FIRST, SECOND), 5, "a"))
        .publish(view, SECOND, "y")
        .expect(in(SECOND, 5, "a[y]"))
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 5, "a[x]"))
        .run();
  }

  @Test
  void elementsThatComeLaterDoNotOvertakeThoseThatWait() throws Exception {
    appending()
        .elements(in(FIRST, 3, "a"), in(FIRST, 4, "b"))
        .publish(view, FIRST, "x")
        .elements(in(FIRST, 2, "c"))
        .expect(in(FIRST, 3, "a[x]"), in(FIRST, 4, "b[x]"), in(FIRST, 2, "c[x]"))
        .run();
  }

  @Test
  void aWindowThatCanHaveNoContentsAnyMoreIsEmpty() throws Exception {
    appending()
        .elements(in(FIRST, 3, "a"))
        .watermark(9)
        .viewWatermark(view, 9)
        .expect()
        .watermark(11)
        .viewWatermark(view, 11)
        .expect(in(FIRST, 3, "a[]"))
        .expectWatermark(11)
        .run();
  }

  @Test
  void theLatestPaneCounts() throws Exception {
    appending()
        .publish(view, FIRST, onTime(0), "x")
        .elements(in(FIRST, 3, "a"))
        .expect(in(FIRST, 3, "a[x]"))
        .publish(view, FIRST, onTime(1), "x", "y")
        .elements(in(FIRST, 4, "b"))
        .expect(in(FIRST, 4, "b[x, y]"))
        .run();
  }

  @Test
  void anElementThatIsLaterThanItsWindowKeepsTheWindowFromExpiringWhileItWaits() throws Exception {
    appending()
        .elements(in(FIRST, 30, "a"))
        .watermark(50)
        .expect()
        .expectWatermark(9)
        .viewWatermark(view, 9)
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 30, "a[x]"))
        .expectWatermark(50)
        .run();
  }

  @Test
  void windowsGoOnInTheOrderInWhichTheyBecomeReady() throws Exception {
    appending()
        .elements(in(FIRST, 3, "a"), in(SECOND, 12, "b"), in(FIRST, 4, "c"), in(SECOND, 13, "d"))
        .publish(view, SECOND, "y")
        .expect(in(SECOND, 12, "b[y]"), in(SECOND, 13, "d[y]"))
        .elements(in(SECOND, 14, "e"), in(FIRST, 5, "f"))
        .expect(in(SECOND, 14, "e[y]"))
        .expectWatermark(Elements.MIN)
        .watermark(100)
        .expectWatermark(3)
        .publish(view, FIRST, "x")
        .expect(in(FIRST, 3, "a[x]"), in(FIRST, 4, "c[x]"), in(FIRST, 5, "f[x]"))
        .expectWatermark(100)
        .run();
  }

  @Test
  void windowsThatWaitForOneWindowOfTheSideGoOnTogether() throws Exception {
    PCollectionView<Iterable<String>> global = Specs.iterableView(new GlobalWindows());
    OperatorHarness.of(
            Specs.of(new Append(global))
                .windowing(WindowingStrategy.of(TENS))
                .sideInput("side", global)
                .parDo())
        .elements(in(SECOND, 12, "b"), in(FIRST, 3, "a"), in(SECOND, 11, "c"))
        .watermark(100)
        .expectWatermark(3)
        .publish(global, GlobalWindow.INSTANCE, "x")
        .expect(in(SECOND, 12, "b[x]"), in(SECOND, 11, "c[x]"), in(FIRST, 3, "a[x]"))
        .expectWatermark(100)
        .run();
  }

  @Test
  void allSideInputsMustBeReady() throws Exception {
    PCollectionView<Iterable<String>> other = Specs.iterableView(new GlobalWindows());
    OperatorHarness.of(
            Specs.of(new Append(view))
                .windowing(WindowingStrategy.of(TENS))
                .sideInput("side", view)
                .sideInput("other", other)
                .parDo())
        .elements(in(FIRST, 3, "a"))
        .publish(view, FIRST, "x")
        .expect()
        .publish(other, GlobalWindow.INSTANCE)
        .expect(in(FIRST, 3, "a[x]"))
        .run();
  }

  /** Reads its side input by a parameter. */
  static final class ByParameter extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element String element, @SideInput("side") String side, OutputReceiver<String> output) {
      output.output(element + side);
    }
  }

  @Test
  void aParameterReadsTheSideInputOfItsName() throws Exception {
    PCollectionView<String> singleton = Specs.singletonView(new GlobalWindows());
    OperatorHarness.of(Specs.of(new ByParameter()).sideInput("side", singleton).parDo())
        .elements(at(1, "a"))
        .publish(singleton, GlobalWindow.INSTANCE, "x")
        .expect(at(1, "ax"))
        .run();
  }

  @Test
  void aViewThatIsNoSideInputFails() throws Exception {
    var failure =
        OperatorHarness.of(Specs.of(new Append(view)).parDo()).elements(at(1, "a")).fail();

    assertThat(failure.getCause().getMessage(), containsString("unknown view"));
  }

  /** Notes when its bundles begin and end. */
  static final class NotingBundles extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Journal journal;

    NotingBundles(Journal journal) {
      this.journal = journal;
    }

    @StartBundle
    public void start() {
      journal.add("start");
    }

    @ProcessElement
    public void process(@Element String element) {
      journal.add(element);
    }

    @FinishBundle
    public void finish() {
      journal.add("finish");
    }
  }

  @Test
  void elementsThatHaveWaitedArriveWithinABundle() throws Exception {
    Journal journal = new Journal();
    OperatorHarness.of(
            Specs.of(new NotingBundles(journal))
                .windowing(WindowingStrategy.of(TENS))
                .sideInput("side", view)
                .parDo())
        .elements(in(FIRST, 3, "a"))
        .expectValue(false, () -> journal.take().contains("a"))
        .publish(view, FIRST, "x")
        .expectNotes(journal, "start", "a", "finish")
        .run();
  }
}
