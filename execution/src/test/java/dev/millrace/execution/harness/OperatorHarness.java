/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.embedded.task.Kept;
import dev.millrace.execution.host.StageHost;
import dev.millrace.execution.stage.Enforcement;
import dev.millrace.translation.graph.Exchange;
import dev.millrace.translation.graph.OperatorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.PaneInfo;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.WindowedValue;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A test case of a stage of one or several operators: a script of what comes in and of what is
 * expected to come out. {@link #run} plays it on the embedded host under all {@link Conditions},
 * with a clock that stands still unless the script moves it, and has the {@linkplain WatermarkLaws
 * laws of watermarks} watched.
 *
 * <p>The stage reads collection {@link #INPUT}, which the script feeds, and what it emits to {@link
 * #OUTPUT} is what is expected, unless a test says otherwise. Expectations hold when the job has
 * come to rest after the steps before.
 */
public final class OperatorHarness {
  /** The collection that scripts feed. */
  public static final int INPUT = 0;

  /** The collection that expectations are about. */
  public static final int OUTPUT = 1;

  /** What goes into and comes out of the stage under test. */
  record Wiring(
      List<OperatorSpec> operators,
      Map<Integer, Exchange> inputs,
      Map<Integer, Coder<?>> coders,
      Map<Integer, WindowingStrategy<?, ?>> windowings,
      Set<Integer> outputs,
      Enforcement enforcement,
      int parallelism) {}

  private final List<OperatorSpec> operators;
  private final Map<Integer, Exchange> inputs = new HashMap<>();
  private final Map<Integer, Coder<?>> coders = new HashMap<>();
  private final Map<Integer, WindowingStrategy<?, ?>> windowings = new HashMap<>();
  private final Set<Integer> outputs = new TreeSet<>();
  private final List<HarnessStep> script = new ArrayList<>();
  private final Set<Conditions> conditions = EnumSet.allOf(Conditions.class);
  private final List<Runnable> verifications = new ArrayList<>();
  private final List<Object> marks = new ArrayList<>();
  private final List<Seen> expectedAtEnd = new ArrayList<>();
  private Runnable reset = () -> {};
  private Enforcement enforcement = Enforcement.NONE;
  private int parallelism = 1;
  private long expectedDropped;
  private @Nullable HarnessRun run;
  private boolean anyOrder;
  private boolean groupsInAnyOrder;
  private boolean mayBeLate;

  private OperatorHarness(List<OperatorSpec> operators) {
    this.operators = operators;
    outputs.add(OUTPUT);
    operators.get(0).inputs().forEach(c -> inputs.put(c, new Exchange.Forward()));
  }

  /** A case of a stage of {@code operators}, in topological order. */
  public static OperatorHarness of(OperatorSpec... operators) {
    return new OperatorHarness(Arrays.asList(operators));
  }

  /** The stage reads {@link #INPUT} by key. */
  public OperatorHarness byKey(Coder<?> keyCoder) {
    inputs.put(INPUT, new Exchange.ByKey(keyCoder));
    return this;
  }

  /** {@code collection}, which some operators need to know more of, is of this kind. */
  public OperatorHarness collection(
      int collection, Coder<?> coder, WindowingStrategy<?, ?> windowing) {
    coders.put(collection, coder);
    windowings.put(collection, windowing);
    return this;
  }

  /** What is emitted to {@code collection} is expected too. */
  public OperatorHarness output(int collection) {
    outputs.add(collection);
    return this;
  }

  /** Checks the rules of the model. */
  public OperatorHarness enforcing(Enforcement rules) {
    enforcement = rules;
    return this;
  }

  /** The stage runs as so many instances; the order of outputs is then of no concern. */
  public OperatorHarness parallelism(int instances) {
    parallelism = instances;
    return inAnyOrder();
  }

  /** The order of outputs between two expectations is of no concern. */
  public OperatorHarness inAnyOrder() {
    anyOrder = true;
    return this;
  }

  /** The order of the values of a group is of no concern to {@link #marks}. */
  public OperatorHarness groupsInAnyOrder() {
    groupsInAnyOrder = true;
    return this;
  }

  /** Outputs may come behind the watermark although no input does. */
  public OperatorHarness mayEmitLate() {
    mayBeLate = true;
    return this;
  }

  /** Runs under {@code some} conditions only. */
  public OperatorHarness only(Conditions... some) {
    conditions.retainAll(Arrays.asList(some));
    return this;
  }

  /** Runs {@code action} before each run of the script. */
  public OperatorHarness before(Runnable action) {
    reset = action;
    return this;
  }

  /** Elements come in. */
  public final OperatorHarness elements(WindowedValue<?>... elements) {
    for (WindowedValue<?> element : elements) {
      script.add(new HarnessStep.Emit(INPUT, element));
    }
    return this;
  }

  /** An element of {@code collection} comes in. */
  public OperatorHarness elementOf(int collection, WindowedValue<?> element) {
    script.add(new HarnessStep.Emit(collection, element));
    return this;
  }

  /** The input watermark advances. */
  public OperatorHarness watermark(long millis) {
    script.add(new HarnessStep.Watermark(millis));
    return this;
  }

  /** The processing time advances. */
  public OperatorHarness processingTime(long advance) {
    return act(host -> host.advanceProcessingTime(advance));
  }

  /** A pane of a side input is published. */
  public OperatorHarness publish(PCollectionView<?> view, BoundedWindow window, Object... values) {
    return publish(view, window, PaneInfo.ON_TIME_AND_ONLY_FIRING, values);
  }

  /** A pane of a side input is published. */
  public OperatorHarness publish(
      PCollectionView<?> view, BoundedWindow window, PaneInfo pane, Object... values) {
    return act(host -> host.sideInputs().publish(view, window, pane, List.of(values)));
  }

  /** The watermark of a side input advances, as far as the input watermark has come. */
  public OperatorHarness viewWatermark(PCollectionView<?> view, long millis) {
    return act(host -> host.sideInputs().watermark(view, millis));
  }

  /** Something happens, with the job at rest before and after. */
  public OperatorHarness act(Consumer<StageHost> action) {
    script.add(new HarnessStep.Act(action));
    return this;
  }

  /** Something happens, with the job at rest before and after. */
  public OperatorHarness act(Runnable action) {
    return act(host -> action.run());
  }

  /** The job is drained; the script goes on. */
  public OperatorHarness drain() {
    return act(this::drainNow);
  }

  /** Drains the job that runs; for what it calls. */
  public void drainNow() {
    run.drain();
  }

  /** Waits until something is so. */
  public OperatorHarness until(BooleanSupplier condition) {
    script.add(new HarnessStep.Until(condition));
    return this;
  }

  /** These have come out since the last expectation, and nothing else. */
  public final OperatorHarness expect(WindowedValue<?>... expected) {
    return expectOf(OUTPUT, expected);
  }

  /** These have come out of {@code collection} since the last expectation of it. */
  public OperatorHarness expectOf(int collection, WindowedValue<?>... expected) {
    List<Seen> wanted = seen(expected);
    String where = "outputs of collection " + collection + " after step " + script.size();
    return look(
        collector -> {
          List<Seen> actual = collector.take(collection);
          verifications.add(() -> assertSame(wanted, actual, where));
        });
  }

  /** What has come out since the last expectation passes {@code check}. */
  public OperatorHarness check(Consumer<List<Seen>> check) {
    return look(
        collector -> {
          List<Seen> actual = collector.take(OUTPUT);
          verifications.add(() -> check.accept(actual));
        });
  }

  /** What has come out since the last mark, and the watermark, become one of {@link #marks}. */
  public OperatorHarness mark() {
    return look(
        collector -> marks.add(Map.entry(marked(collector.take(OUTPUT)), collector.watermark())));
  }

  /** The output watermark has come to {@code millis}. */
  public OperatorHarness expectWatermark(long millis) {
    String where = "output watermark after step " + script.size();
    return look(
        collector -> {
          long actual = collector.watermark();
          verifications.add(() -> assertEquals(millis, actual, where));
        });
  }

  /** These notes have been taken since the last expectation of them. */
  public OperatorHarness expectNotes(Journal journal, String... notes) {
    return expectValue(List.of(notes), journal::take);
  }

  /** {@code actual} is as expected, asked when the job is at rest. */
  public <T> OperatorHarness expectValue(T expected, Supplier<T> actual) {
    String where = "value after step " + script.size();
    return look(
        collector -> {
          T value = actual.get();
          verifications.add(() -> assertEquals(expected, value, where));
        });
  }

  /** So many timers are pending, in the first instance. */
  public OperatorHarness expectTimers(int pending) {
    return expectValue(pending, () -> Kept.timers(run.host()));
  }

  private OperatorHarness look(Consumer<Collector> look) {
    script.add(new HarnessStep.Look(look));
    return this;
  }

  /** These come out when the input has ended, or with nothing expected before, altogether. */
  public final OperatorHarness expectAtEnd(WindowedValue<?>... expected) {
    expectedAtEnd.addAll(seen(expected));
    return this;
  }

  /** So many elements are counted as dropped because they came too late. */
  public OperatorHarness expectDropped(long elements) {
    expectedDropped = elements;
    return this;
  }

  /** Everything that came out of the last run, watermarks too, in its order. */
  public List<String> history() {
    return run.collector().history();
  }

  /** The host of the first instance of the stage under test, in the current run. */
  public StageHost host() {
    return run.host();
  }

  private static List<Seen> seen(WindowedValue<?>... elements) {
    return Arrays.stream(elements).map(Seen::of).toList();
  }

  private void assertSame(List<Seen> expected, List<Seen> actual, String where) {
    if (anyOrder) {
      assertEquals(counted(expected), counted(actual), where);
    } else {
      assertEquals(expected, actual, where);
    }
  }

  private Map<Seen, Integer> marked(List<Seen> all) {
    return counted(groupsInAnyOrder ? all.stream().map(Seen::withGroupSorted).toList() : all);
  }

  private static Map<Seen, Integer> counted(List<Seen> all) {
    Map<Seen, Integer> counts = new HashMap<>();
    all.forEach(each -> counts.merge(each, 1, Integer::sum));
    return counts;
  }

  /** Plays the script under all conditions. */
  public void run() throws Exception {
    for (Conditions each : conditions) {
      play(each);
      run.assertDone();
      within(each, this::verify);
    }
  }

  private void verify() {
    verifications.forEach(Runnable::run);
    assertSame(expectedAtEnd, run.collector().take(OUTPUT), "outputs at the end");
    assertEquals(Map.of(), run.collector().rest(), "outputs that were not expected at all");
    assertEquals(Elements.MAX, run.collector().watermark(), "output watermark at the end");
    assertEquals(List.of(), run.laws().breaches(), "laws of watermarks");
    assertEquals(expectedDropped, run.dropped(), "elements dropped as too late");
    assertEquals(0, run.namespacesWithState(), "windows with state at the end");
  }

  /** Plays the script under some conditions; answers its marks, in whatever order outputs came. */
  public List<Object> marks(Conditions under) throws Exception {
    marks.clear();
    play(under);
    run.assertDone();
    assertEquals(List.of(), run.laws().breaches(), "laws of watermarks");
    assertEquals(0, run.namespacesWithState(), "windows with state at the end");
    List<Long> dropped = List.of(run.dropped(), run.droppedAsClosed());
    marks.add(Map.entry(marked(run.collector().take(OUTPUT)), dropped));
    return List.copyOf(marks);
  }

  /** Plays the script, in the midst of which the job fails; answers how, the same each time. */
  public Throwable fail() throws Exception {
    Throwable first = null;
    for (Conditions each : conditions) {
      play(each);
      Throwable failure = run.assertFailed();
      if (first != null) {
        String message = first.toString();
        within(each, () -> assertEquals(message, failure.toString(), "failure"));
      }
      first = failure;
    }
    assertTrue(first != null, "no conditions to run under");
    return first;
  }

  private void play(Conditions under) throws Exception {
    verifications.clear();
    reset.run();
    Wiring wiring =
        new Wiring(operators, inputs, coders, windowings, outputs, enforcement, parallelism);
    run = new HarnessRun(wiring, under);
    if (mayBeLate) {
      run.laws().excuseLateness();
    }
    run.play(script);
  }

  private static void within(Conditions under, Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError e) {
      throw new AssertionError(under + ": " + e.getMessage(), e);
    }
  }
}
