/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static dev.millrace.translation.compatibility.ChangedPipelines.MINUTE;
import static dev.millrace.translation.compatibility.ChangedPipelines.TEXT;
import static dev.millrace.translation.compatibility.ChangedPipelines.check;
import static dev.millrace.translation.compatibility.ChangedPipelines.fixed;
import static dev.millrace.translation.compatibility.ChangedPipelines.grouped;
import static dev.millrace.translation.compatibility.ChangedPipelines.keyed;
import static dev.millrace.translation.compatibility.ChangedPipelines.read;
import static dev.millrace.translation.compatibility.ChangedPipelines.refusal;
import static dev.millrace.translation.compatibility.ChangedPipelines.splittable;
import static dev.millrace.translation.compatibility.ChangedPipelines.stateful;
import static dev.millrace.translation.compatibility.ChangedPipelines.triggered;
import static dev.millrace.translation.compatibility.ChangedPipelines.view;
import static dev.millrace.translation.compatibility.ChangedPipelines.windowed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.schemas.Schema;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.GlobalWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.SlidingWindows;
import org.apache.beam.sdk.transforms.windowing.TimestampCombiner;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which changes of a pipeline leave its state usable, one by one. */
class ChangesTest {

  private record Refused(
      String what, Consumer<Pipeline> before, Consumer<Pipeline> after, List<String> told) {}

  private static Refused refused(
      String what, Consumer<Pipeline> before, Consumer<Pipeline> after, String... told) {
    return new Refused(what, before, after, List.of(told));
  }

  private static Stream<Refused> allRefused() {
    String fn = "Step/Fn/ParMultiDo(Anonymous): ";
    return Stream.of(
        refused(
            "key coder changed",
            grouped(TEXT, VarIntCoder.of()),
            grouped(VarLongCoder.of(), VarIntCoder.of()),
            "Group: its key coder was string_utf8 and is varint"),
        refused(
            "keys are rows with more fields",
            grouped(RowCoder.of(Samples.SCHEMA), TEXT),
            grouped(RowCoder.of(Samples.WIDER_SCHEMA), TEXT),
            "Group: its key coder was row(id: INT64, name: nullable(STRING)) and is row(",
            "by which nothing is found again"),
        refused(
            "value coder changed",
            grouped(TEXT, VarIntCoder.of()),
            grouped(TEXT, VarLongCoder.of()),
            "Group: its value coder was VarIntCoder and is varint"),
        refused(
            "parameter of the value coder changed",
            grouped(TEXT, Samples.parameters(1)),
            grouped(TEXT, Samples.parameters(2)),
            "Group: its value coder was",
            "version=1",
            "version=2"),
        refused(
            "field of rows changed its type",
            grouped(TEXT, RowCoder.of(Schema.builder().addInt32Field("n").build())),
            grouped(TEXT, RowCoder.of(Schema.builder().addInt64Field("n").build())),
            "row(n: INT32) and is row(n: INT64)"),
        refused(
            "field of rows is gone",
            grouped(TEXT, RowCoder.of(Samples.WIDER_SCHEMA)),
            grouped(TEXT, RowCoder.of(Samples.SCHEMA)),
            "Group: its value coder was row("),
        refused(
            "values are combined now",
            keyed(
                new PTransform<PCollection<KV<String, Integer>>, PCollection<?>>() {
                  @Override
                  public PCollection<?> expand(PCollection<KV<String, Integer>> input) {
                    return input.apply("Group", GroupByKey.create());
                  }
                }),
            keyed(
                new PTransform<PCollection<KV<String, Integer>>, PCollection<?>>() {
                  @Override
                  public PCollection<?> expand(PCollection<KV<String, Integer>> input) {
                    return input.apply("Group", Count.perKey());
                  }
                }),
            "Step/Group: its aggregation was values and is combine"),
        refused(
            "accumulators changed",
            keyed(Combine.perKey(Sum.ofIntegers())),
            keyed(Combine.<String, Integer, Integer>perKey(new Samples.CountingLong())),
            "Step: its accumulator coder was DelegateCoder",
            "and is varint"),
        refused(
            "window function changed",
            windowed(fixed()),
            windowed(Window.into(Sessions.withGapDuration(MINUTE))),
            "Group: its window function was beam:window_fn:fixed_windows:v1",
            "Group: its windows to be merged was no and is yes"),
        refused(
            "window size changed",
            windowed(fixed()),
            windowed(Window.into(FixedWindows.of(MINUTE.multipliedBy(2)))),
            "\"size\":\"60s\"",
            "\"size\":\"120s\""),
        refused(
            "coder of the windows of what waits changed",
            pipeline ->
                Samples.pairs(pipeline)
                    .apply("Window", fixed())
                    .apply("Fn", ParDo.of(Functions.stable())),
            pipeline ->
                Samples.pairs(pipeline)
                    .apply("Window", Window.into(new GlobalWindows()))
                    .apply("Fn", ParDo.of(Functions.stable())),
            "Fn/ParMultiDo(Anonymous): its window coder was interval_window and is global_window"),
        refused(
            "windows of a function of the user's changed a parameter",
            windowed(Window.into(new Samples.Own(1))),
            windowed(Window.into(new Samples.Own(2))),
            "Group: its window function was",
            "days=1",
            "days=2"),
        refused(
            "trigger changed",
            windowed(triggered(2)),
            windowed(triggered(3)),
            "Group: its trigger was"),
        refused(
            "accumulation mode changed",
            windowed(triggered(2)),
            windowed(triggered(2).accumulatingFiredPanes()),
            "Group: its accumulation mode was DISCARDING and is ACCUMULATING"),
        refused(
            "lateness changed",
            windowed(fixed()),
            windowed(fixed().withAllowedLateness(MINUTE).discardingFiredPanes()),
            "Group: its allowed lateness was 0 ms and is 60000 ms"),
        refused(
            "timestamp combiner changed",
            windowed(fixed()),
            windowed(fixed().withTimestampCombiner(TimestampCombiner.LATEST)),
            "Group: its timestamp combiner was END_OF_WINDOW and is LATEST_IN_PANE"),
        refused(
            "closing behavior changed",
            windowed(fixed().withAllowedLateness(MINUTE).discardingFiredPanes()),
            windowed(
                fixed()
                    .withAllowedLateness(MINUTE, Window.ClosingBehavior.FIRE_ALWAYS)
                    .discardingFiredPanes()),
            "Group: its closing behavior was EMIT_IF_NONEMPTY and is EMIT_ALWAYS"),
        refused(
            "on-time behavior changed",
            windowed(fixed()),
            windowed(fixed().withOnTimeBehavior(Window.OnTimeBehavior.FIRE_IF_NON_EMPTY)),
            "Group: its on-time behavior was FIRE_ALWAYS and is FIRE_IF_NONEMPTY"),
        refused(
            "grouping is gone",
            windowed(fixed()),
            pipeline -> Samples.pairs(pipeline).apply("Drop", Values.create()),
            "Group: the checkpoint has state of it, as a grouping",
            "{\"Group\":\"\"}"),
        refused(
            "state id is gone",
            stateful(Functions.withValue(TEXT)),
            stateful(Functions.withTimer(TimeDomain.EVENT_TIME)),
            fn + "state \"seen\" (value) is gone"),
        refused(
            "kind of state changed",
            stateful(Functions.withValue(TEXT)),
            stateful(Functions.withBag()),
            fn + "state \"seen\" was of the kind value and is of the kind bag"),
        refused(
            "coder of a value changed",
            stateful(Functions.withValue(TEXT)),
            stateful(Functions.withValue(VarIntCoder.of())),
            fn + "state \"seen\"'s value coder was string_utf8 and is VarIntCoder"),
        refused(
            "coder of a set changed so that old elements would not be found",
            stateful(Functions.withSet(RowCoder.of(Samples.SCHEMA))),
            stateful(Functions.withSet(RowCoder.of(Samples.WIDER_SCHEMA))),
            fn + "state \"seen\"'s element coder was row("),
        refused(
            "coder of the keys of a map changed so that old ones would not be found",
            stateful(Functions.withMap(RowCoder.of(Samples.SCHEMA), TEXT)),
            stateful(Functions.withMap(RowCoder.of(Samples.WIDER_SCHEMA), TEXT)),
            fn + "state \"seen\"'s map key coder was row("),
        refused(
            "coder of the values of a map changed",
            stateful(Functions.withMap(TEXT, TEXT)),
            stateful(Functions.withMap(TEXT, VarIntCoder.of())),
            fn + "state \"seen\"'s value coder was string_utf8"),
        refused(
            "accumulators of a state changed",
            stateful(
                Functions.withCombining(
                    new Samples.CountingDown(VarIntCoder.of()), VarIntCoder.of())),
            stateful(Functions.withCombining(new Samples.CountingLong(), VarLongCoder.of())),
            fn + "state \"seen\"'s accumulator coder was VarIntCoder and is varint"),
        refused(
            "timer is gone",
            stateful(Functions.withTimer(TimeDomain.EVENT_TIME)),
            stateful(Functions.withValue(TEXT)),
            fn + "timer \"wake\" (EVENT_TIME) is gone"),
        refused(
            "timer changed its domain",
            stateful(Functions.withTimer(TimeDomain.EVENT_TIME)),
            stateful(Functions.withTimer(TimeDomain.PROCESSING_TIME)),
            fn
                + "timer \"wake\" was of the domain EVENT_TIME and is of the domain PROCESSING_TIME"),
        refused(
            "timer became a family",
            stateful(Functions.withTimer(TimeDomain.EVENT_TIME)),
            stateful(Functions.withTimerFamily(TimeDomain.EVENT_TIME)),
            fn + "timer \"wake\" (EVENT_TIME) is gone"),
        refused(
            "timer family changed its domain",
            stateful(Functions.withTimerFamily(TimeDomain.EVENT_TIME)),
            stateful(Functions.withTimerFamily(TimeDomain.PROCESSING_TIME)),
            fn + "timer \"wake (family)\" was of the domain EVENT_TIME"),
        refused(
            "windows of state changed",
            pipeline ->
                Samples.pairs(pipeline)
                    .apply("Window", fixed())
                    .apply("Fn", ParDo.of(Functions.withBag())),
            pipeline ->
                Samples.pairs(pipeline)
                    .apply(
                        "Window", Window.into(SlidingWindows.of(MINUTE).every(MINUTE.dividedBy(2))))
                    .apply("Fn", ParDo.of(Functions.withBag())),
            "Fn/ParMultiDo(Anonymous): its window function was"),
        refused(
            "function has no state any more",
            stateful(Functions.withValue(TEXT)),
            stateful(Functions.plain()),
            fn + "it had state, as a stateful ParDo, and has none any more"),
        refused(
            "input is not sorted any more",
            stateful(Functions.sorted(true)),
            stateful(Functions.sorted(false)),
            fn + "state (elements that wait to be sorted by time) (ordered list) is gone"),
        refused(
            "input that waits for checkpoints does not wait any more",
            stateful(Functions.stable()),
            stateful(Functions.plain()),
            fn + "it had state, as a ParDo, and has none any more"),
        refused(
            "function that was stateless and waited is stateful",
            stateful(Functions.stable()),
            stateful(Functions.withBag()),
            fn + "it was a ParDo and is a stateful ParDo"),
        refused(
            "element coder of what waits for side inputs changed",
            view(View.asMultimap()),
            pipeline -> {
              PCollection<KV<String, Long>> longs =
                  pipeline.apply("Longs", Create.empty(KvCoder.of(TEXT, VarLongCoder.of())));
              PCollectionView<?> made = Samples.pairs(pipeline).apply("View", View.asMultimap());
              longs.apply(
                  "Look", ParDo.of(new Samples.Look<KV<String, Long>>()).withSideInputs(made));
            },
            "Look/ParMultiDo(Look): state (elements that wait for side inputs)'s element coder"),
        refused(
            "side input is looked into otherwise",
            view(View.asMultimap()),
            view(View.asIterable()),
            "View/View.CreatePCollectionView: its access was beam:side_input:multimap:v1"),
        refused(
            "restriction coder changed",
            splittable(Functions.splittableBy(SerializableCoder.of(OffsetRange.class))),
            splittable(Functions.splittableBy(new Functions.RangeCoder())),
            "Split/Fn/ParMultiDo(Anonymous): its restriction coder was"),
        refused(
            "coder of the watermark estimator's state changed",
            splittable(Functions.estimatedBy(VarLongCoder.of())),
            splittable(Functions.estimatedBy(SerializableCoder.of(Long.class))),
            "Split/Fn/ParMultiDo(Anonymous): its watermark estimator state coder was varint"),
        refused(
            "source is another",
            read(Read.from(new Samples.Source1())),
            read(Read.from(new Samples.Source2())),
            "Read/Source: its source was dev.millrace.translation.compatibility.Samples$Source1",
            "Samples$Source2"),
        refused(
            "coder of checkpoint marks changed",
            pipeline -> pipeline.apply("Read", Read.from(new Samples.Endless(false))),
            pipeline -> pipeline.apply("Read", Read.from(new Samples.Endless(true))),
            "Read: its checkpoint mark coder was"),
        refused(
            "elements of a side input changed",
            view(View.asIterable()),
            pipeline -> {
              PCollectionView<?> made =
                  pipeline.apply("Texts", Create.of("a")).apply("View", View.asIterable());
              Samples.pairs(pipeline)
                  .apply(
                      "Look",
                      ParDo.of(new Samples.Look<KV<String, Integer>>()).withSideInputs(made));
            },
            "View/View.CreatePCollectionView: its element coder was kv("),
        refused(
            "source of the same name is another",
            pipeline -> pipeline.apply("Read", Read.from(new Samples.Renamed.Source1())),
            pipeline -> pipeline.apply("Read", Read.from(new Samples.Source1())),
            "its source was dev.millrace.translation.compatibility.Samples$Renamed$Source1"),
        refused(
            "bounded source became unbounded",
            pipeline -> pipeline.apply("Read", GenerateSequence.from(0).to(5)),
            pipeline -> pipeline.apply("Read", GenerateSequence.from(0)),
            "Read/Read(BoundedCountingSource): the checkpoint has state of it"),
        refused(
            "impulse has another name",
            pipeline ->
                pipeline.apply("Once", Impulse.create()).apply(ParDo.of(new Samples.Look<>())),
            pipeline ->
                pipeline.apply("One", Impulse.create()).apply(ParDo.of(new Samples.Look<>())),
            "Once: it has emitted all that it had",
            "--transformNameMapping={\"Once\":\"One\"}"));
  }

  @TestFactory
  Stream<DynamicTest> refusesWhatStateWouldNotSurvive() {
    return allRefused()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.what,
                    () -> {
                      String message = refusal(row.before, row.after, Map.of());
                      row.told.forEach(
                          told -> assertTrue(message.contains(told), () -> told + " in" + message));
                      check(row.before, row.before, Map.of());
                      check(row.after, row.after, Map.of());
                    }));
  }

  private record Allowed(String what, Consumer<Pipeline> before, Consumer<Pipeline> after) {}

  private static Stream<Allowed> allAllowed() {
    return Stream.of(
        new Allowed("the same", Samples::everything, Samples::everything),
        new Allowed(
            "more transforms",
            grouped(TEXT, VarIntCoder.of()),
            pipeline -> {
              grouped(TEXT, VarIntCoder.of()).accept(pipeline);
              pipeline
                  .apply("More", GenerateSequence.from(0).to(5))
                  .apply(WithKeys.of("k"))
                  .apply("GroupMore", GroupByKey.create());
            }),
        new Allowed(
            "fewer transforms that have no state",
            pipeline ->
                Samples.pairs(pipeline)
                    .apply("Drop", Values.create())
                    .apply("Key", WithKeys.of("k"))
                    .apply("Group", GroupByKey.create()),
            pipeline -> Samples.pairs(pipeline).apply("Group", GroupByKey.create())),
        new Allowed(
            "an impulse is gone for good",
            pipeline -> {
              grouped(TEXT, VarIntCoder.of()).accept(pipeline);
              pipeline.apply("Once", Impulse.create()).apply("L", ParDo.of(new Samples.Look<>()));
            },
            grouped(TEXT, VarIntCoder.of())),
        new Allowed(
            "other code, more state and timers, other display data",
            stateful(Functions.withValue(TEXT)),
            stateful(Functions.withOtherCode())),
        new Allowed(
            "another combine function with the same accumulators",
            keyed(Combine.perKey(Sum.ofIntegers())),
            keyed(Combine.perKey(Max.ofIntegers()))),
        new Allowed(
            "rows with more fields",
            grouped(TEXT, RowCoder.of(Samples.SCHEMA)),
            grouped(TEXT, RowCoder.of(Samples.WIDER_SCHEMA))),
        new Allowed(
            "values of state with more fields",
            stateful(Functions.withValue(RowCoder.of(Samples.SCHEMA))),
            stateful(Functions.withValue(RowCoder.of(Samples.WIDER_SCHEMA)))),
        new Allowed(
            "input is sorted now",
            stateful(Functions.sorted(false)),
            stateful(Functions.sorted(true))),
        new Allowed(
            "state where there was none",
            stateful(Functions.plain()),
            stateful(Functions.withBag())),
        new Allowed(
            "another trigger before a function with state",
            pipeline ->
                Samples.pairs(pipeline)
                    .apply("Window", triggered(2))
                    .apply("Fn", ParDo.of(Functions.withBag())),
            pipeline ->
                Samples.pairs(pipeline)
                    .apply("Window", triggered(3))
                    .apply("Fn", ParDo.of(Functions.withBag()))),
        new Allowed(
            "another parameter of a source",
            pipeline -> pipeline.apply("Read", GenerateSequence.from(0).to(5)),
            pipeline -> pipeline.apply("Read", GenerateSequence.from(0).to(6))));
  }

  @TestFactory
  Stream<DynamicTest> allowsWhatStateDoesNotDependOn() {
    return allAllowed()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.what,
                    () ->
                        assertEquals(
                            Set.of(),
                            check(row.before, row.after, Map.of()).names().renamed().keySet())));
  }
}
