/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.translation.Pipelines;
import dev.millrace.translation.TranslationOptions;
import dev.millrace.translation.graph.StageGraph;
import dev.millrace.translation.proto.CompositeShortcut;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.RowCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;
import org.apache.beam.sdk.io.range.OffsetRange;
import org.apache.beam.sdk.transforms.Combine;
import org.apache.beam.sdk.transforms.Count;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.GroupIntoBatches;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.Max;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.SimpleFunction;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.Values;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Sessions;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/**
 * Random pipelines of composites, changed at random. What is to come of it is known from what was
 * done to them.
 */
class RandomChangesTest {
  private static final int GROUPS = 128;

  private static final Set<String> SHORTCUTS =
      Arrays.stream(CompositeShortcut.values())
          .map(CompositeShortcut::rewriteName)
          .collect(Collectors.toSet());

  /** What a composite is made of. Each has two variants. */
  private enum Content {
    /** Without state. */
    NOTHING(true),
    VALUES(false),
    FIXED(false),
    SESSIONS(false),
    /** Of the same accumulators. */
    COMBINE(true),
    COUNT(true),
    VALUE_STATE(false),
    /** Rows that have a field more. */
    ROW_STATE(false),
    SPLITTABLE(false),
    LOOK(true),
    BATCHES(true);

    private final boolean variantsAgree;

    Content(boolean variantsAgree) {
      this.variantsAgree = variantsAgree;
    }

    /** Whether the variant goes on from what the other one has left. */
    boolean goesOnFrom(boolean other) {
      return this == ROW_STATE ? !other : variantsAgree;
    }

    void expand(PCollection<KV<String, Integer>> input, boolean other) {
      switch (this) {
        case NOTHING -> input.apply("Drop", Values.create());
        case VALUES -> values(input, other);
        case FIXED ->
            input
                .apply("Window", Window.into(FixedWindows.of(Samples.MINUTE.plus(other ? 1 : 0))))
                .apply("Group", GroupByKey.create());
        case SESSIONS ->
            input
                .apply(
                    "Window",
                    Window.into(Sessions.withGapDuration(Samples.MINUTE.plus(other ? 1 : 0))))
                .apply("Group", GroupByKey.create());
        case COMBINE ->
            input.apply("Combine", Combine.perKey(other ? Max.ofIntegers() : Sum.ofIntegers()));
        case COUNT -> input.apply("Count", Count.perKey());
        case VALUE_STATE ->
            input.apply(
                "Fn",
                ParDo.of(
                    other
                        ? Functions.withValue(StringUtf8Coder.of())
                        : Functions.withValue(VarIntCoder.of())));
        case ROW_STATE ->
            input.apply(
                "Fn",
                ParDo.of(
                    Functions.withValue(
                        RowCoder.of(other ? Samples.WIDER_SCHEMA : Samples.SCHEMA))));
        case SPLITTABLE ->
            input
                .apply("Keys", MapElements.via(new Key()))
                .apply(
                    "Fn",
                    ParDo.of(
                        Functions.splittableBy(
                            other
                                ? new Functions.RangeCoder()
                                : SerializableCoder.of(OffsetRange.class))));
        case LOOK -> {
          PCollectionView<?> view = input.apply("View", View.asMultimap());
          input.apply("Fn", ParDo.of(new Samples.Look<KV<String, Integer>>()).withSideInputs(view));
        }
        case BATCHES -> input.apply("Batches", GroupIntoBatches.ofSize(other ? 2 : 3));
      }
    }

    private static void values(PCollection<KV<String, Integer>> input, boolean other) {
      if (other) {
        input
            .apply("Longs", WithKeys.of(1L))
            .setCoder(KvCoder.of(VarLongCoder.of(), input.getCoder()))
            .apply("Group", GroupByKey.create());
      } else {
        input.apply("Group", GroupByKey.create());
      }
    }
  }

  private static final class Key extends SimpleFunction<KV<String, Integer>, String> {
    private static final long serialVersionUID = 1L;

    @Override
    public String apply(KV<String, Integer> pair) {
      return pair.getKey();
    }
  }

  private record Composite(String name, Content content, boolean other) {
    Composite renamed(String newName) {
      return new Composite(newName, content, other);
    }

    Composite changed() {
      return new Composite(name, content, !other);
    }
  }

  private static StageGraph graph(List<Composite> composites, Random random) {
    Pipeline pipeline = Pipelines.create();
    PCollection<KV<String, Integer>> pairs = Samples.pairs(pipeline);
    for (Composite composite : composites) {
      pairs.apply(
          composite.name(),
          new PTransform<PCollection<KV<String, Integer>>, PCollection<?>>() {
            @Override
            public PCollection<?> expand(PCollection<KV<String, Integer>> input) {
              composite.content().expand(input, composite.other());
              return input.apply("Out", Values.create());
            }
          });
    }
    Set<String> off = new TreeSet<>(TranslationOptions.rewriteNames());
    // Those make of a composite one transform, or several of other names.
    off.removeAll(SHORTCUTS);
    off.removeIf(rewrite -> random.nextBoolean());
    return Pipelines.translate(pipeline, off.toArray(new String[0]));
  }

  private static List<Composite> composites(Random random) {
    List<Composite> composites = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      Content content = Content.values()[random.nextInt(Content.values().length)];
      composites.add(new Composite("C" + i, content, random.nextBoolean()));
    }
    return composites;
  }

  @RepeatedTest(100)
  void whatIsRefusedIsWhatWasDone(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    List<Composite> before = composites(random);
    List<Composite> after = new ArrayList<>();
    Map<String, String> mapping = new HashMap<>();
    Set<String> offending = new TreeSet<>();
    boolean allowDropped = random.nextBoolean();
    for (Composite composite : before) {
      Content content = composite.content();
      boolean stateful = content != Content.NOTHING;
      switch (random.nextInt(7)) {
        case 0 -> {
          after.add(composite.changed());
          if (!content.goesOnFrom(composite.other())) {
            offending.add(composite.name());
          }
        }
        case 1 -> {
          if (stateful && !allowDropped) {
            offending.add(composite.name());
          }
        }
        case 2 -> {
          after.add(composite.renamed(composite.name() + "x"));
          if (stateful && !allowDropped) {
            offending.add(composite.name());
          }
        }
        case 3 -> {
          after.add(composite.renamed(composite.name() + "x"));
          mapping.put(composite.name(), composite.name() + "x");
        }
        case 4 -> {
          after.add(composite.changed());
          mapping.put(composite.name(), "");
        }
        default -> after.add(composite);
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      after.add(new Composite("New" + i, Content.FIXED, random.nextBoolean()));
    }
    // Grouping is done in another order then, and collections have other numbers.
    Collections.shuffle(after, random);
    byte[] section = Compatibility.describe(graph(before, random), GROUPS);
    StageGraph graph = graph(after, random);

    Set<String> told = new TreeSet<>();
    try {
      Continuation found = Compatibility.check(section, graph, GROUPS, mapping, allowDropped);
      for (Composite composite : before) {
        String old = composite.name() + "/Out/Values/Map/ParMultiDo(Anonymous)";
        String now = mapping.getOrDefault(composite.name(), composite.name());
        assertEquals(
            now.isEmpty() ? Optional.empty() : Optional.of(old.replaceFirst("C\\d+", now)),
            found.names().of(old));
      }
    } catch (IncompatiblePipelineException e) {
      e.offences().forEach(o -> told.add(o.transform().replaceFirst("[/ ].*", "")));
    }
    assertEquals(offending, told);
  }
}
