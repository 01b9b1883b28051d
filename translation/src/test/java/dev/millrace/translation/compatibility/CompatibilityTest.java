/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static dev.millrace.translation.compatibility.ChangedPipelines.GROUPS;
import static dev.millrace.translation.compatibility.ChangedPipelines.TEXT;
import static dev.millrace.translation.compatibility.ChangedPipelines.check;
import static dev.millrace.translation.compatibility.ChangedPipelines.described;
import static dev.millrace.translation.compatibility.ChangedPipelines.fixed;
import static dev.millrace.translation.compatibility.ChangedPipelines.graph;
import static dev.millrace.translation.compatibility.ChangedPipelines.grouped;
import static dev.millrace.translation.compatibility.ChangedPipelines.keyed;
import static dev.millrace.translation.compatibility.ChangedPipelines.refusal;
import static dev.millrace.translation.compatibility.ChangedPipelines.stateful;
import static dev.millrace.translation.compatibility.ChangedPipelines.windowed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.PipelineTranslator;
import dev.millrace.translation.Pipelines;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.GroupingPath;
import dev.millrace.translation.graph.OperatorSpec;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.graph.StageGraphAssertions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.Impulse;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

/** What the check of compatibility answers, beside single {@link ChangesTest changes}. */
class CompatibilityTest {
  @Test
  void tellsEveryOffenceAtOnce() {
    Consumer<Pipeline> before =
        pipeline -> {
          stateful(Functions.withValue(TEXT)).accept(pipeline);
          pipeline
              .apply("Other", Create.empty(KvCoder.of(TEXT, TEXT)))
              .apply("Group", GroupByKey.create());
        };
    Consumer<Pipeline> after =
        pipeline -> {
          stateful(Functions.withBag()).accept(pipeline);
          pipeline
              .apply("Other", Create.empty(KvCoder.of(VarIntCoder.of(), VarIntCoder.of())))
              .apply("Group", GroupByKey.create());
        };

    IncompatiblePipelineException refusal =
        assertThrows(
            IncompatiblePipelineException.class, () -> check(before, after, Map.of("No", "Such")));

    assertEquals(
        List.of(
            "--transformNameMapping",
            "--transformNameMapping",
            "Group",
            "Group",
            "Step/Fn/ParMultiDo(Anonymous)"),
        refusal.offences().stream().map(offence -> offence.transform()).toList());
    refusal.offences().forEach(o -> assertTrue(refusal.getMessage().contains(o.toString())));
  }

  private static StageGraph reading(Coder<Long> coder, Set<String> nonDeterministicSources) {
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply("Read", Read.from(new Samples.CodedSource(coder)))
        .apply("Look", ParDo.of(new Samples.Look<>()));
    return PipelineTranslator.translate(
        pipeline, new TranslationOptions(Set.of(), nonDeterministicSources));
  }

  private static void goOn(StageGraph before, StageGraph after) {
    Compatibility.check(
        Compatibility.describe(before, GROUPS), after, GROUPS, Map.of(), /* allowDropped= */ false);
  }

  @Test
  void recordsThatASourceKeepsAreReadByTheirCoder() {
    Coder<Long> another = SerializableCoder.of(Long.class);
    StageGraph kept = reading(VarLongCoder.of(), Set.of("Read"));
    StageGraph repeatable = reading(VarLongCoder.of(), Set.of());

    String message =
        assertThrows(
                IncompatiblePipelineException.class,
                () -> goOn(kept, reading(another, Set.of("*"))))
            .getMessage();

    assertTrue(message.contains("Read: its element coder was varint and is "), message);
    goOn(kept, reading(VarLongCoder.of(), Set.of("*")));
    // Whether it is named may change, and where nothing is kept the coder may too.
    goOn(kept, repeatable);
    goOn(repeatable, kept);
    goOn(repeatable, reading(another, Set.of()));
    goOn(repeatable, reading(another, Set.of("Read")));
  }

  @Test
  void otherKeyGroupsAreRefused() {
    byte[] section = described(Samples::everything);

    String message =
        assertThrows(
                IncompatiblePipelineException.class,
                () ->
                    Compatibility.check(section, graph(Samples::everything), 256, Map.of(), false))
            .getMessage();

    assertTrue(message.contains("in 128 key groups, and this job would have 256"), message);
  }

  private static Consumer<Pipeline> named(String name) {
    return pipeline ->
        Samples.pairs(pipeline)
            .apply(
                name,
                new PTransform<PCollection<KV<String, Integer>>, PCollection<?>>() {
                  @Override
                  public PCollection<?> expand(PCollection<KV<String, Integer>> input) {
                    input.apply("Count", Count.perKey());
                    return input.apply("Group", GroupByKey.create());
                  }
                });
  }

  @Test
  void renamedCompositeIsHintedAtAndMapped() {
    String message = refusal(named("Old"), named("New"), Map.of());

    assertTrue(message.contains("--transformNameMapping={\"Old\":\"New\"}"), message);
    TransformNames names = check(named("Old"), named("New"), Map.of("Old", "New")).names();
    assertEquals(Optional.of("New/Group"), names.of("Old/Group"));
    assertEquals(Optional.of("New/Count"), names.of("Old/Count"));
    assertEquals(Optional.of("Pairs/Impulse"), names.of("Pairs/Impulse"));
    assertFalse(names.changeNothing());
  }

  @Test
  void renamedTransformIsStillCompared() {
    String message =
        refusal(
            grouped(TEXT, TEXT),
            pipeline ->
                pipeline
                    .apply("Pairs", Create.empty(KvCoder.of(TEXT, VarIntCoder.of())))
                    .apply("Groups", GroupByKey.create()),
            Map.of("Group", "Groups"));

    assertTrue(message.contains("Group (now Groups): its value coder was string_utf8"), message);
  }

  @Test
  void stateGoesWhereTheUserSaysSo() {
    Consumer<Pipeline> without = pipeline -> Samples.pairs(pipeline).apply("D", Values.create());
    byte[] section = described(windowed(fixed()));

    TransformNames mapped = check(windowed(fixed()), without, Map.of("Group", "")).names();
    TransformNames allowed =
        Compatibility.check(section, graph(without), GROUPS, Map.of(), true).names();

    assertEquals(Optional.empty(), mapped.of("Group"));
    assertEquals(Optional.empty(), allowed.of("Group"));
    assertEquals(Optional.of("Pairs/Impulse"), allowed.of("Pairs/Impulse"));
  }

  @Test
  void transformThatIsMappedToNothingBeginsAnew() {
    TransformNames names =
        check(
                grouped(TEXT, VarIntCoder.of()),
                grouped(VarLongCoder.of(), VarIntCoder.of()),
                Map.of("Group", ""))
            .names();

    assertEquals(Optional.empty(), names.of("Group"));
  }

  @Test
  void stateOfADeclarationThatIsGoneMayGoIfAllowed() {
    byte[] section = described(stateful(Functions.sorted(true)));

    Compatibility.check(section, graph(stateful(Functions.sorted(false))), GROUPS, Map.of(), true);
  }

  @Test
  void transformOfWhichTheCheckpointHasNothingMayChangeOrGo() {
    byte[] section = described(grouped(TEXT, VarIntCoder.of()));
    StageGraph changed = graph(grouped(VarLongCoder.of(), VarIntCoder.of()));
    StageGraph gone =
        graph(
            pipeline ->
                pipeline.apply("Pairs", Create.of(KV.of("a", 1))).apply("D", Values.create()));

    for (StageGraph graph : List.of(changed, gone)) {
      Compatibility.check(section, graph, GROUPS, Map.of(), false, name -> false);
      assertThrows(
          IncompatiblePipelineException.class,
          () ->
              Compatibility.check(
                  section, graph, GROUPS, Map.of(), false, name -> name.equals("Group")));
    }
  }

  @Test
  void sourceThatHasReadAllMayNotBeginAgainUnderAnotherName() {
    byte[] section = described(p -> p.apply("Read", GenerateSequence.from(0).to(5)));
    StageGraph renamed = graph(p -> p.apply("Numbers", GenerateSequence.from(0).to(5)));
    StageGraph gone = graph(p -> p.apply("Once", Impulse.create()));

    assertThrows(
        IncompatiblePipelineException.class,
        () -> Compatibility.check(section, renamed, GROUPS, Map.of(), false, name -> false));
    Compatibility.check(section, gone, GROUPS, Map.of(), false, name -> false);
  }

  private static Map<String, GroupingPath> paths(StageGraph graph) {
    Map<String, GroupingPath> paths = new TreeMap<>();
    graph.stages().stream()
        .flatMap(stage -> stage.operators().stream())
        .forEach(
            operator -> {
              if (operator instanceof OperatorSpec.GroupByKey group) {
                paths.put(group.transform(), group.path());
              } else if (operator instanceof OperatorSpec.MaterializeView view) {
                paths.put(view.transform(), view.path());
              }
            });
    return paths;
  }

  @Test
  void waysOfGroupingOfTheCheckpointAreKept() {
    String[] off = {"specialised-grouping"};
    StageGraph special = graph(Samples::everything);
    StageGraph general = graph(Samples::everything, off);
    assertTrue(paths(special).containsValue(GroupingPath.SLICES));
    assertEquals(Set.of(GroupingPath.GENERAL), Set.copyOf(paths(general).values()));

    StageGraph likeSpecial = kept(special, general);
    StageGraph likeGeneral = kept(general, special);

    assertEquals(paths(special), paths(StageGraphAssertions.assertSound(likeSpecial)));
    assertEquals(paths(general), paths(StageGraphAssertions.assertSound(likeGeneral)));
    assertEquals(special.edges(), likeGeneral.edges());
  }

  private static StageGraph kept(StageGraph before, StageGraph after) {
    return Compatibility.check(
            Compatibility.describe(before, GROUPS), after, GROUPS, Map.of(), false)
        .graph();
  }

  @Test
  void wayOfGroupingOfARenamedTransformIsKept() {
    StageGraph general = graph(named("Old"), "specialised-grouping");
    byte[] section = Compatibility.describe(general, GROUPS);

    StageGraph kept =
        Compatibility.check(section, graph(named("New")), GROUPS, Map.of("Old", "New"), false)
            .graph();

    assertEquals(
        Map.of("New/Group", GroupingPath.GENERAL, "New/Count", GroupingPath.GENERAL), paths(kept));
  }

  @Test
  void wayOfGroupingThatCannotBeGoneAnyMoreIsRefused() {
    Consumer<Pipeline> before =
        keyed(Combine.<String, Integer, Integer>perKey(new Samples.CountingDown(VarIntCoder.of())));
    Consumer<Pipeline> after =
        keyed(Combine.<String, Integer, Integer>perKey(new Samples.WithContext()));

    String message = refusal(before, after, Map.of());

    assertTrue(message.contains("Step: its state is of the way of grouping WINDOW_TABLE"), message);
  }

  @Test
  void wayOfGroupingOfAnotherVersionIsRefused() {
    String section =
        new String(described(grouped(TEXT, TEXT)), UTF_8).replace("WINDOW_TABLE", "LATER_TABLE");

    String message =
        assertThrows(
                IncompatiblePipelineException.class,
                () ->
                    Compatibility.check(
                        section.getBytes(UTF_8),
                        graph(grouped(TEXT, TEXT)),
                        GROUPS,
                        Map.of(),
                        false))
            .getMessage();

    assertTrue(message.contains("LATER_TABLE"), message);
  }

  @Test
  void restoredPipelineIsDescribedAsItRuns() {
    StageGraph general = graph(Samples::everything, "specialised-grouping");
    StageGraph kept = kept(general, graph(Samples::everything));

    assertEquals(
        new String(Compatibility.describe(general, GROUPS), UTF_8),
        new String(Compatibility.describe(kept, GROUPS), UTF_8));
  }
}
