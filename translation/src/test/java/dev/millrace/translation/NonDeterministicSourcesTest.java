/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.millrace.translation.graph.OperatorSpec.ReadBounded;
import java.util.Set;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.CountingSource;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.values.PBegin;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;

class NonDeterministicSourcesTest {
  private final Pipeline pipeline = Pipelines.create();

  private static final class Twice extends PTransform<PBegin, PCollection<Long>> {
    private static final long serialVersionUID = 1L;

    @Override
    @SuppressWarnings("deprecation") // deprecated for pipelines, as there is GenerateSequence
    public PCollection<Long> expand(PBegin begin) {
      begin.apply("Other", Read.from(CountingSource.upTo(1)));
      return begin.apply("One", Read.from(CountingSource.upTo(1)));
    }
  }

  private Set<String> marked(String... names) {
    pipeline.apply("Twice", new Twice());
    pipeline.apply("TwiceMore", new Twice());
    Set<String> marked = new TreeSet<>();
    PipelineTranslator.translate(pipeline, new TranslationOptions(Set.of(), Set.of(names)))
        .stages()
        .forEach(
            stage ->
                stage.operators().stream()
                    .filter(operator -> operator instanceof ReadBounded read && !read.repeatable())
                    .forEach(read -> marked.add(read.transform())));
    return marked;
  }

  @Test
  void noneIsMarkedUnlessItIsNamed() {
    assertEquals(Set.of(), marked());
  }

  @Test
  void aCompositeStandsForAllReadsInIt() {
    assertEquals(Set.of("Twice/One", "Twice/Other"), marked("Twice"));
  }

  @Test
  void aReadIsNamedInFull() {
    assertEquals(Set.of("Twice/One", "TwiceMore/Other"), marked("Twice/One", "TwiceMore/Other"));
  }

  @Test
  void theStarStandsForAll() {
    assertEquals(
        Set.of("Twice/One", "Twice/Other", "TwiceMore/One", "TwiceMore/Other"), marked("*"));
  }

  @Test
  void aNameThatIsNoneIsRefusedWithTheListOfAll() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> marked("Twice", "One"));

    assertEquals(
        "--nonDeterministicSources: no bounded source is read in One. Give the full name of a read,"
            + " or of a composite around it, or * for all. These are read: Twice/One, Twice/Other,"
            + " TwiceMore/One, TwiceMore/Other",
        e.getMessage());
  }

  @Test
  void whereNoneIsReadTheRefusalSaysSo() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                PipelineTranslator.translate(
                    pipeline, new TranslationOptions(Set.of(), Set.of("One"))));

    assertEquals(
        "--nonDeterministicSources: no bounded source is read in One. Give the full name of a read,"
            + " or of a composite around it, or * for all. There are none",
        e.getMessage());
  }
}
