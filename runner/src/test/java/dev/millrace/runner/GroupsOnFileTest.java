/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.GenerateSequence;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Redistribute;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Grouping must come to the same however little of it may be in memory. */
@Timeout(120)
class GroupsOnFileTest {
  private static final long ELEMENTS = 200_000;
  private static final int KEYS = 20_000;
  private static final Map<String, List<Long>> GROUPS = new ConcurrentHashMap<>();

  @TempDir private Path directory;

  @BeforeEach
  void forget() {
    GROUPS.clear();
  }

  // Every other element has the same key.
  private static String key(long number) {
    return number % 2 == 0 ? "hot" : "key" + number % KEYS;
  }

  private static final class Key extends DoFn<Long, KV<String, Long>> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element Long number, OutputReceiver<KV<String, Long>> output) {
      output.output(KV.of(key(number), number));
    }
  }

  private static final class Note extends DoFn<KV<String, Iterable<Long>>, Void> {
    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void process(@Element KV<String, Iterable<Long>> group) {
      List<Long> values = new ArrayList<>();
      group.getValue().forEach(values::add);
      values.sort(null);
      assertTrue(GROUPS.put(group.getKey(), values) == null, "twice: " + group.getKey());
      List<Long> again = new ArrayList<>();
      group.getValue().forEach(again::add);
      again.sort(null);
      assertEquals(values, again);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 1_000})
  void groupsAreCompleteWhetherInMemoryOrNot(int megabytes) throws Exception {
    grouped(megabytes).apply("Note", ParDo.of(new Note())).getPipeline().run();

    assertEquals(expected(), new TreeMap<>(GROUPS));
    assertNoFileIsLeft();
  }

  @Test
  void groupsOnFileTravelToOtherInstances() throws Exception {
    grouped(1)
        .apply(Redistribute.arbitrarily())
        .apply("Note", ParDo.of(new Note()))
        .getPipeline()
        .run();

    assertEquals(expected(), new TreeMap<>(GROUPS));
    assertNoFileIsLeft();
  }

  private PCollection<KV<String, Iterable<Long>>> grouped(int megabytes) {
    Pipeline pipeline =
        TestPipelines.withOptions(
            "--parallelism=2", "--groupingMemoryMb=" + megabytes, "--spillDirectory=" + directory);
    return pipeline
        .apply(GenerateSequence.from(0).to(ELEMENTS))
        .apply("Key", ParDo.of(new Key()))
        .apply(GroupByKey.create());
  }

  private static Map<String, List<Long>> expected() {
    Map<String, List<Long>> expected = new TreeMap<>();
    for (long i = 0; i < ELEMENTS; i++) {
      expected.computeIfAbsent(key(i), absent -> new ArrayList<>()).add(i);
    }
    return expected;
  }

  private void assertNoFileIsLeft() throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(List.of(), files.toList());
    }
  }
}
