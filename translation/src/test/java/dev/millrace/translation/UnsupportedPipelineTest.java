/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.plan.Offence;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.state.StateSpec;
import org.apache.beam.sdk.state.StateSpecs;
import org.apache.beam.sdk.state.ValueState;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.WindowingStrategy;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

class UnsupportedPipelineTest {
  private final Pipeline pipeline = Pipelines.create();

  private List<Offence> offences() {
    return assertThrows(UnsupportedPipelineException.class, () -> Pipelines.translate(pipeline))
        .offences();
  }

  private PCollection<KV<String, Integer>> sessions() {
    return pipeline
        .apply("Pairs", Create.of(KV.of("a", 1)))
        .apply("Sessions", Window.into(Sessions.withGapDuration(Duration.standardMinutes(1))));
  }

  static final class Remember<V> extends DoFn<KV<String, V>, String> {
    @StateId("state")
    private final StateSpec<ValueState<Integer>> state = StateSpecs.value(VarIntCoder.of());

    @ProcessElement
    public void processElement(@StateId("state") ValueState<Integer> value) {}
  }

  static final class Sorted<T> extends DoFn<T, String> {
    @ProcessElement
    @RequiresTimeSortedInput
    public void processElement() {}
  }

  /** A primitive that Beam knows no URN for. */
  static final class Home extends PTransform<PCollection<Integer>, PCollection<Integer>> {
    @Override
    public PCollection<Integer> expand(PCollection<Integer> input) {
      return PCollection.createPrimitiveOutputInternal(
          input.getPipeline(),
          WindowingStrategy.globalDefault(),
          input.isBounded(),
          VarIntCoder.of());
    }
  }

  @Test
  void everyOffenceIsNamedAtOnce() {
    sessions().apply("Stateful", ParDo.of(new Remember<>()));
    pipeline.apply("Numbers", Create.of(1)).apply("Sorted", ParDo.of(new Sorted<>()));
    pipeline.apply("More", Create.of(1)).apply("Home", new Home());

    UnsupportedPipelineException e =
        assertThrows(UnsupportedPipelineException.class, () -> Pipelines.translate(pipeline));

    assertEquals(
        List.of("Stateful/ParMultiDo(Remember)", "Sorted/ParMultiDo(Sorted)", "Home"),
        e.offences().stream().map(Offence::transform).toList());
    for (Offence offence : e.offences()) {
      assertTrue(e.getMessage().contains("\n  - " + offence.transform() + ": "), e.getMessage());
      assertTrue(e.getMessage().contains(offence.remedy()), e.getMessage());
    }
  }

  @Test
  void stateInWindowsThatMergeIsRefused() {
    sessions().apply("Stateful", ParDo.of(new Remember<>()));

    assertTrue(offences().get(0).problem().contains("windows that still merge"));
  }

  @Test
  void stateInWindowsThatHaveMergedIsAccepted() {
    sessions().apply("Group", GroupByKey.create()).apply("Stateful", ParDo.of(new Remember<>()));

    assertEquals(3, Pipelines.translate(pipeline).stages().size());
  }

  @Test
  void keyByKeyWorkOnUnkeyedInputIsRefused() {
    pipeline.apply("Numbers", Create.of(1)).apply("Sorted", ParDo.of(new Sorted<>()));

    assertTrue(offences().get(0).problem().contains("no key-value pairs"));
  }

  @Test
  void keyByKeyWorkWithKeysThatEncodeDifferentlyIsRefused() {
    pipeline.apply("Pairs", Create.of(KV.of(1.5d, 1))).apply("Sorted", ParDo.of(new Sorted<>()));

    assertTrue(offences().get(0).problem().contains("equal keys may be encoded differently"));
  }

  @Test
  void expirationOfNothingIsRefused() {
    pipeline.apply("Pairs", Create.of(KV.of("a", 1))).apply("Expiring", ParDo.of(new Expiring()));

    assertTrue(offences().get(0).problem().contains("neither state nor timers"));
  }

  static final class Expiring extends DoFn<KV<String, Integer>, String> {
    @ProcessElement
    public void processElement() {}

    @OnWindowExpiration
    public void expire() {}
  }

  @Test
  void primitiveWithoutUrnIsRefused() {
    pipeline.apply("Numbers", Create.of(1)).apply("Home", new Home());

    assertEquals(
        "is a primitive transform of a kind that this runner does not know (without URN, "
            + Home.class.getName()
            + ")",
        offences().get(0).problem());
  }
}
