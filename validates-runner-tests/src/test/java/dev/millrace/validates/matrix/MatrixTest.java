/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.validates.matrix;

import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All of Beam's ValidatesRunner tests, or another suite of Beam's, under every {@link Variant}, one
 * run after the other. One test does little but sleep, up to a thousand seconds where there is one
 * instance to do it: that test runs once per variant, beside the others. One of another suite,
 * which runs out of time on every runner, is left out.
 *
 * <p>System properties, all optional:
 *
 * <ul>
 *   <li>{@code matrix.suite}: another suite, such as {@code needs-runner};
 *   <li>{@code matrix.variant}: the one variant to run, by its label;
 *   <li>{@code matrix.repeat}: how many times to run it. Each has to pass: nothing is tried again.
 * </ul>
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MatrixTest {
  private static final String SLEEPER = "ViewTest#testTriggeredLatestSingleton";

  private static final String WITH_SLEEPER = "VALIDATES_RUNNER";

  // It is known to run out of time on every runner. Inline it goes on after that, and as nobody
  // takes
  // away what it reads, it takes all memory from the tests that follow.
  private static final String ENDLESS = "BoundedReadFromUnboundedSourceTest#testTimeBound";

  private static final String SUITE =
      System.getProperty("matrix.suite", WITH_SLEEPER).toUpperCase(Locale.ROOT).replace('-', '_');

  private final Map<Variant, SuiteFork> sleepers = new EnumMap<>(Variant.class);

  @BeforeAll
  void startSleepers() throws IOException {
    for (Variant variant : variants()) {
      if (variant.available() && SUITE.equals(WITH_SLEEPER)) {
        String name = variant.label() + "-sleeper";
        sleepers.put(variant, SuiteFork.start(name, SUITE, variant, SLEEPER));
      }
    }
  }

  @AfterAll
  void endSleepers() {
    sleepers.values().forEach(SuiteFork::close);
  }

  @Order(1)
  @ParameterizedTest(name = "{0}, run {1}")
  @MethodSource("runs")
  void allButTheSleeperPass(Variant variant, int run) throws Exception {
    assumeTrue(variant.available(), "needs a later JDK");
    String name = variant.label() + "-" + run;
    String select = "!" + (SUITE.equals(WITH_SLEEPER) ? SLEEPER : ENDLESS);
    try (SuiteFork fork = SuiteFork.start(name, SUITE, variant, select)) {
      fork.passes();
    }
  }

  @Order(2)
  @ParameterizedTest(name = "{0}")
  @MethodSource("variants")
  void theSleeperPasses(Variant variant) throws Exception {
    assumeTrue(variant.available(), "needs a later JDK");
    assumeTrue(SUITE.equals(WITH_SLEEPER), "the suite has no such test");
    sleepers.get(variant).passes();
  }

  private static Stream<Arguments> runs() {
    int times = Integer.getInteger("matrix.repeat", 1);
    return IntStream.rangeClosed(1, times)
        .boxed()
        .flatMap(run -> variants().stream().map(variant -> arguments(variant, run)));
  }

  private static List<Variant> variants() {
    String wanted = System.getProperty("matrix.variant", "");
    return wanted.isEmpty() ? List.of(Variant.values()) : List.of(Variant.labelled(wanted));
  }
}
