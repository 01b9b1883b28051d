/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.state.Timer;
import org.apache.beam.sdk.state.TimerSpec;
import org.apache.beam.sdk.state.TimerSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.joda.time.Duration;
import org.joda.time.Instant;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State, timers and groups are after a failure what they are without one. */
@Timeout(60)
class StatefulRestartTest {
  @TempDir private Path temporary;

  /** Adds what comes for a key, and tells the sum when event time has come to its end. */
  static final class SumAtTheEnd extends DoFn<KV<Integer, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @StateId("sum")
    private final StateSpec<ValueState<Integer>> sumSpec = StateSpecs.value(VarIntCoder.of());

    @TimerId("end")
    private final TimerSpec endSpec = TimerSpecs.timer(TimeDomain.EVENT_TIME);

    @StateId("key")
    private final StateSpec<ValueState<Integer>> keySpec = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> element,
        @StateId("sum") ValueState<Integer> sum,
        @StateId("key") ValueState<Integer> key,
        @TimerId("end") Timer end) {
      Integer before = sum.read();
      sum.write((before == null ? 0 : before) + element.getValue());
      key.write(element.getKey());
      end.set(Instant.ofEpochMilli(DurableCourse.COUNT));
    }

    @OnTimer("end")
    public void end(
        @StateId("sum") ValueState<Integer> sum,
        @StateId("key") ValueState<Integer> key,
        OutputReceiver<String> output) {
      output.output("sum of " + key.read() + ": " + sum.read());
    }
  }

  /** Notes what it is given. */
  static final class NoteAll extends DoFn<String, String> {
    private static final long serialVersionUID = 1L;
    private final Notes notes;

    NoteAll(Notes notes) {
      this.notes = notes;
    }

    @ProcessElement
    public void process(@Element String element) {
      notes.add(element);
    }
  }

  private static Pipeline pipeline(DurableCourse course, Notes results, String... options) {
    Pipeline pipeline = TestPipelines.withOptions(options);
    PCollection<KV<Integer, Integer>> keyed =
        course
            .read(pipeline)
            .apply(
                WithKeys.of((Integer number) -> number % 3)
                    .withKeyType(TypeDescriptors.integers()));
    keyed
        .apply("Sum at the end", ParDo.of(new SumAtTheEnd()))
        .apply("Note sums", ParDo.of(new NoteAll(results)));
    keyed
        .apply(Window.into(FixedWindows.of(Duration.millis(15))))
        .apply(Sum.integersPerKey())
        .apply("Write down", ParDo.of(new WriteDown()))
        .apply("Note groups", ParDo.of(new NoteAll(results)));
    return pipeline;
  }

  /** Says in words what was grouped. */
  static final class WriteDown extends DoFn<KV<Integer, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(
        @Element KV<Integer, Integer> sum, @Timestamp Instant time, OutputReceiver<String> output) {
      output.output("group of " + sum.getKey() + " at " + time.getMillis() + ": " + sum.getValue());
    }
  }

  private static List<String> undisturbed() {
    Notes results = new Notes();
    DurableCourse course = DurableCourse.throughTheGate();
    course.gate.countDown();
    pipeline(course, results, "--parallelism=1").run();
    return results.sorted();
  }

  @ParameterizedTest
  @ValueSource(ints = {DurableCourse.GATE_AT, 16})
  void whenTheJobBeginsAgainThenResultsAreThoseOfAnUndisturbedRun(int failsAt) {
    Notes results = new Notes();
    DurableCourse course = DurableCourse.failing(3, failsAt);

    pipeline(
            course,
            results,
            DurableCourse.options(temporary.resolve("checkpoints"), "--parallelism=2"))
        .run();

    assertEquals(undisturbed(), results.sorted().stream().distinct().toList());
    assertEquals(3, course.failures.inOrder().size());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void whenTheJobGoesOnFromASavepointThenResultsAreThoseOfAnUndisturbedRun(int parallelism)
      throws Exception {
    Notes results = new Notes();
    DurableCourse course = DurableCourse.gated();
    Path savepoint = temporary.resolve("savepoint");
    var first =
        (MillracePipelineResult)
            pipeline(
                    course,
                    results,
                    DurableCourse.options(
                        temporary.resolve("checkpoints"), "--parallelism=3", "--blockOnRun=false"))
                .run();
    course.published.awaitOrFail();
    first.stopWithSavepoint(savepoint);
    course.gate.countDown();

    pipeline(
            course,
            results,
            DurableCourse.options(
                temporary.resolve("other"),
                "--parallelism=" + parallelism,
                "--restoreFrom=" + savepoint))
        .run();

    assertEquals(undisturbed(), results.sorted());
  }
}
