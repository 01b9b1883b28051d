/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.compatibility;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.translation.plan.Offence;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NameMappingTest {
  private static List<String> offences(
      Map<String, String> mapping, List<String> before, List<String> after) {
    return new NameMapping(mapping)
        .offences(before, after).stream().map(Offence::toString).toList();
  }

  @Test
  void namesThatAreNotMentionedStay() {
    assertEquals(Optional.of("A/B"), new NameMapping(Map.of("C", "D")).of("A/B"));
    assertEquals(Optional.of("AB/C"), new NameMapping(Map.of("A", "D")).of("AB/C"));
  }

  @Test
  void nameOfACompositeStandsForAllThatIsInIt() {
    NameMapping mapping = new NameMapping(Map.of("A", "X/Y"));

    assertEquals(Optional.of("X/Y"), mapping.of("A"));
    assertEquals(Optional.of("X/Y/B/C"), mapping.of("A/B/C"));
  }

  @Test
  void longestNameThatFitsCounts() {
    NameMapping mapping = new NameMapping(Map.of("A", "X", "A/B", "Y", "A/B/D", ""));

    assertEquals(Optional.of("X/E"), mapping.of("A/E"));
    assertEquals(Optional.of("Y/C"), mapping.of("A/B/C"));
    assertEquals(Optional.empty(), mapping.of("A/B/D"));
    assertEquals(Optional.empty(), mapping.of("A/B/D/E"));
  }

  @Test
  void transformsMayChangePlaces() {
    Map<String, String> swapped = Map.of("A", "B", "B", "A");

    assertEquals(List.of(), offences(swapped, List.of("A", "B"), List.of("A", "B")));
    assertEquals(Optional.of("B"), new NameMapping(swapped).of("A"));
  }

  @Test
  void namesThatAreNowhereAreRefusedWithWhatIsMostLikeThem() {
    List<String> offences =
        offences(Map.of("Cuont", "Sum"), List.of("Count/Group", "Other"), List.of("Sums/Group"));

    assertEquals(2, offences.size());
    assertTrue(
        offences.get(0).contains("\"Cuont\"") && offences.get(0).contains("\"Count/Group\""));
    assertTrue(offences.get(1).contains("\"Sum\"") && offences.get(1).contains("\"Sums/Group\""));
  }

  @Test
  void twoTransformsMayNotBecomeOne() {
    List<String> offences =
        offences(Map.of("A", "C", "B", "C"), List.of("A/x", "B/x", "B/y"), List.of("C/x", "C/y"));

    assertEquals(1, offences.size());
    assertTrue(offences.get(0).contains("\"C/x\": [A/x, B/x]"));
  }

  @Test
  void compositesMayBecomeOneIfWhatIsInThemDoesNot() {
    assertEquals(
        List.of(),
        offences(Map.of("A", "C", "B", "C"), List.of("A/x", "B/y"), List.of("C/x", "C/y")));
  }

  @Test
  void transformThatIsThereStillMayNotBecomeTwo() {
    List<String> offences = offences(Map.of("A", "B"), List.of("A", "B"), List.of("B"));

    assertEquals(1, offences.size());
    assertTrue(offences.get(0).contains("\"B\": [A, B]"));
    assertEquals(List.of(), offences(Map.of("A", "B", "B", ""), List.of("A", "B"), List.of("B")));
  }
}
