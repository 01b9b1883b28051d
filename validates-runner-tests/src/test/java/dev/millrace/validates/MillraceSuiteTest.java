package dev.millrace.validates;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Beam's ValidatesRunner suite: what passes and what fails is exactly what we say. */
class MillraceSuiteTest {
  @Test
  void suitePassesButForKnownFailures() {
    BeamSuite suite = BeamSuite.configured("MillraceRunner", "validates-runner-report.txt");
    SortedSet<String> known = TestList.read("known-failures.txt");

    SuiteResult result = suite.run(System.out::println);
    System.out.println("validates-runner: " + result.closingLine() + " (" + suite.report() + ")");

    assertAll(
        result.closingLine(),
        () -> assertEquals(Set.of(), without(result.failed(), known), "failed, not on the list"),
        () -> assertEquals(Set.of(), common(known, result.passed()), "on the list, but passed"),
        () -> assertEquals(Set.of(), judged(suite) ? result.uncounted() : Set.of(), "not counted"),
        () -> {
          if (suite.complete()) {
            assertEquals(BeamSuite.SIZE, result.passed().size() + result.failed().size(), "ran");
            assertEquals(Set.of(), without(known, result.failed()), "on the list, but not failed");
          } else {
            assertNotEquals(Set.of(), result.outcomes().keySet(), "selected nothing");
          }
        });
  }

  /** Runners of Beam, run here to compare, may switch metrics off behind themselves. */
  private static boolean judged(BeamSuite suite) {
    return suite.options().contains("MillraceRunner");
  }

  private static SortedSet<String> without(SortedSet<String> names, SortedSet<String> others) {
    var rest = new TreeSet<>(names);
    rest.removeAll(others);
    return rest;
  }

  private static SortedSet<String> common(SortedSet<String> names, SortedSet<String> others) {
    var both = new TreeSet<>(names);
    both.retainAll(others);
    return both;
  }
}
