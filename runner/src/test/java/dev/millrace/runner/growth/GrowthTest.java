/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner.growth;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * No operator costs more than N log N in what goes through it, waits in it, or is open or pending
 * in it. Not part of the normal build, as it takes some minutes; to run it: {@code mvn test -pl
 * runner -am -Dtest=GrowthTest -DexcludedGroups= -Dgroups=growth -Dtest.jvm.heap=4g
 * -Dsurefire.failIfNoSpecifiedTests=false}. If {@code -Dgrowth.select} is given, only cases in
 * whose name that regular expression is found are run.
 */
@Tag("growth")
class GrowthTest {
  private static final List<Supplier<List<GrowthCase>>> AREAS =
      List.of(
          ElementCases::all,
          GraphCases::all,
          GroupingCases::all,
          TriggerCases::all,
          StateCases::all,
          TimerCases::all,
          SideInputCases::all,
          SplittableCases::all,
          SourceCases::all,
          JobCases::all);

  @TestFactory
  Stream<DynamicTest> costGrowsNoFasterThanItsSubject() {
    String select = System.getProperty("growth.select", "");
    return AREAS.stream()
        .flatMap(area -> area.get().stream())
        .filter(subject -> Pattern.compile(select).matcher(subject.name()).find())
        .map(subject -> DynamicTest.dynamicTest(subject.name(), () -> check(subject)));
  }

  private static void check(GrowthCase subject) {
    Growth growth = Growth.of(subject);
    System.out.println(growth);
    assertFalse(growth.tooFast(), growth::toString);
  }
}
