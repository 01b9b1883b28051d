package dev.millrace.execution.stage.pardo;

import static dev.millrace.execution.harness.Elements.in;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.harness.Conditions;
import dev.millrace.execution.harness.OperatorHarness;
import dev.millrace.execution.harness.Specs;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What it costs that elements wait for side inputs: nothing that grows with how many wait. */
class WaitingCostTest {
  private static final int MANY = 1000;
  // Those of the state of a key and window are the most.
  private static final int LOOKS_PER_ELEMENT = 100;

  private final PCollectionView<Iterable<String>> view = Specs.iterableView(new CountedWindow.Fn());

  /** Who lets elements wait. */
  private enum Operator {
    PAR_DO,
    STATEFUL_PAR_DO
  }

  /** Passes values on that it has a side input for. */
  static class Pass extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<String>> view;

    Pass(PCollectionView<Iterable<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      context.output(context.element().getValue() + context.sideInput(view));
    }
  }

  /** Has state, too. */
  static final class PassWithState extends DoFn<KV<String, String>, String> {
    private static final long serialVersionUID = 1L;
    private final PCollectionView<Iterable<String>> view;

    @StateId("latest")
    private final StateSpec<ValueState<String>> spec = StateSpecs.value(StringUtf8Coder.of());

    PassWithState(PCollectionView<Iterable<String>> view) {
      this.view = view;
    }

    @ProcessElement
    public void process(ProcessContext context, @StateId("latest") ValueState<String> latest) {
      latest.write(context.element().getValue());
      context.output(context.element().getValue() + context.sideInput(view));
    }
  }

  private OperatorHarness passing(Operator operator) {
    DoFn<KV<String, String>, String> fn =
        operator == Operator.PAR_DO ? new Pass(view) : new PassWithState(view);
    Specs specs =
        Specs.of(fn, KvCoder.of(StringUtf8Coder.of(), StringUtf8Coder.of()))
            .windowing(WindowingStrategy.of(new CountedWindow.Fn()))
            .sideInput("side", view);
    OperatorHarness harness =
        operator == Operator.PAR_DO
            ? OperatorHarness.of(specs.parDo())
            : OperatorHarness.of(specs.stateful()).byKey(StringUtf8Coder.of());
    return harness.only(Conditions.IN_BULK).before(CountedWindow::takeLooks);
  }

  private static void element(OperatorHarness harness, long window) {
    harness.elements(in(new CountedWindow(window), window * CountedWindow.SIZE, "k", "v"));
  }

  private static void assertAllPassed(OperatorHarness harness, int elements) throws Exception {
    harness.check(seen -> assertEquals(elements, seen.size())).run();
    long looks = CountedWindow.takeLooks();
    assertTrue(
        looks <= (long) elements * LOOKS_PER_ELEMENT,
        () -> looks + " looks at a window, for " + elements + " elements");
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void elementsThatPassDoNotLookAtThoseThatWait(Operator operator) throws Exception {
    OperatorHarness harness = passing(operator).publish(view, new CountedWindow(1), "x");
    for (int i = 0; i < MANY; i++) {
      element(harness, 0);
    }
    for (int i = 0; i < MANY; i++) {
      element(harness, 1);
    }
    harness.publish(view, new CountedWindow(0), "x");
    assertAllPassed(harness, 2 * MANY);
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void aPaneDoesNotLookAtWindowsThatWaitForOthers(Operator operator) throws Exception {
    OperatorHarness harness = passing(operator);
    for (int i = 0; i < MANY; i++) {
      element(harness, i);
    }
    for (int i = 0; i < MANY; i++) {
      harness.publish(view, new CountedWindow(i), "x");
    }
    assertAllPassed(harness, MANY);
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void aWatermarkDoesNotLookAtWindowsThatItDoesNotReach(Operator operator) throws Exception {
    OperatorHarness harness = passing(operator);
    for (int i = 0; i < MANY; i++) {
      element(harness, i);
    }
    for (int i = 1; i <= MANY; i++) {
      harness.watermark(i * CountedWindow.SIZE).viewWatermark(view, i * CountedWindow.SIZE);
    }
    harness.viewWatermark(view, MANY * CountedWindow.SIZE + 1);
    assertAllPassed(harness, MANY);
  }

  @ParameterizedTest
  @EnumSource(Operator.class)
  void windowsAreDroppedWithoutALookAtThoseThatAreKept(Operator operator) throws Exception {
    OperatorHarness harness = passing(operator);
    for (int i = 0; i < MANY; i++) {
      harness.publish(view, new CountedWindow(i), "x");
    }
    for (int i = 0; i < MANY; i++) {
      element(harness, i);
      harness.watermark(i * CountedWindow.SIZE);
    }
    assertAllPassed(harness, MANY);
  }
}
