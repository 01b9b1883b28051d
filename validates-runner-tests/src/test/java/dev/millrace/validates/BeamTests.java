/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Supplier;
import org.apache.beam.runners.core.StatefulDoFnRunnerTest;
import org.apache.beam.sdk.extensions.avro.io.AvroIOTest;
import org.apache.beam.sdk.io.kafka.KafkaCommitOffsetTest;
import org.apache.beam.sdk.testing.NeedsRunner;
import org.apache.beam.sdk.testing.UsesExternalService;
import org.apache.beam.sdk.testing.UsesSdkHarnessEnvironment;
import org.apache.beam.sdk.testing.ValidatesRunner;
import org.apache.beam.sdk.transforms.ParDoTest;
import org.junit.platform.engine.TestTag;

/** The tests that Beam 2.73.0 has for a runner, by the jar that they come in. */
enum BeamTests {
  /** Those of the SDK that every runner should pass. */
  VALIDATES_RUNNER(() -> ParDoTest.class, ValidatesRunner.class, Set.of(), 393),
  /** Those of the SDK that run a pipeline on whatever runner there is. */
  NEEDS_RUNNER(() -> ParDoTest.class, NeedsRunner.class, Set.of(ValidatesRunner.class), 566),
  /** Those of the library that runners share. */
  RUNNERS_CORE(() -> StatefulDoFnRunnerTest.class, NeedsRunner.class, Set.of(), 4),
  /** Those of the Avro extension. */
  AVRO(() -> AvroIOTest.class, NeedsRunner.class, Set.of(), 59),
  /** Those of the Kafka connector, which bring a broker of mocks. */
  KAFKA(() -> KafkaCommitOffsetTest.class, NeedsRunner.class, Set.of(), 8);

  /** These need a container or a service beside the JVM; nothing else is left out. */
  private static final List<TestTag> OUT_OF_PROCESS =
      List.of(tag(UsesExternalService.class), tag(UsesSdkHarnessEnvironment.class));

  /** The first JDK after 17 that is supported for long: messages of exceptions differ. */
  private static final int NEWER_JDK = 21;

  private final Supplier<Class<?>> anchor;
  private final Class<?> category;
  private final Set<Class<?>> without;
  private final int size;

  /**
   * Names tests.
   *
   * @param anchor a class of the tests jar, to find that jar by, which only those need who run them
   * @param category the JUnit category that the tests are in, or one derived from it
   * @param without categories that they are not in
   * @param size how many there are, each parameter of a parameterised one counted, ignored ones not
   */
  BeamTests(Supplier<Class<?>> anchor, Class<?> category, Set<Class<?>> without, int size) {
    this.anchor = anchor;
    this.category = category;
    this.without = without;
    this.size = size;
  }

  /** The name by which reports and lists of tests are called. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  int size() {
    return size;
  }

  TestClasses classes() {
    return TestClasses.besides(anchor.get(), category);
  }

  /**
   * The tests that fail on Millrace, or on that variant of it alone, or with a JDK as new as this
   * one, each for a reason given.
   */
  SortedSet<String> knownFailures(String runner) {
    SortedSet<String> known = TestList.readIfPresent("known-failures/" + label() + ".txt");
    known.addAll(TestList.readIfPresent("known-failures/" + label() + "-on-" + runner + ".txt"));
    if (Runtime.version().feature() >= NEWER_JDK) {
      known.addAll(
          TestList.readIfPresent("known-failures/" + label() + "-from-jdk-" + NEWER_JDK + ".txt"));
    }
    return known;
  }

  /** The tests that say nothing on that variant of Millrace, each for a reason given. */
  SortedSet<String> leftOut(String runner) {
    return TestList.readIfPresent("left-out/" + label() + "-on-" + runner + ".txt");
  }

  /** The tests that pass without asking the runner they are given, and so prove nothing. */
  SortedSet<String> elsewhere() {
    return TestList.readIfPresent("elsewhere/" + label() + ".txt");
  }

  /** Whether a test with {@code tags} is one of these. */
  boolean include(Set<TestTag> tags) {
    return tags.contains(tag(category))
        && without.stream().noneMatch(other -> tags.contains(tag(other)))
        && OUT_OF_PROCESS.stream().noneMatch(tags::contains);
  }

  private static TestTag tag(Class<?> category) {
    return TestTag.create(category.getName());
  }
}
