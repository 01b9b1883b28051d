/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RenamingSourceTest {
  private final StateImage image = new StateImage();

  private RenamingSource renamed() {
    return new RenamingSource(
        image,
        name ->
            switch (name) {
              case "a" -> Optional.of("b");
              case "b" -> Optional.of("a");
              case "gone" -> Optional.empty();
              default -> Optional.of(name);
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static StateId state(String transform) {
    return new StateId(transform, "s");
  }

  private Map<String, String> entries(String transform) {
    Map<String, String> entries = new TreeMap<>();
    renamed()
        .forEach(
            state(transform),
            StateId.UNGROUPED,
            128,
            (group, key, value) ->
                entries.put(group + ":" + new String(key, UTF_8), new String(value, UTF_8)));
    return entries;
  }

  @Test
  void stateIsFoundUnderTheNewNameAlsoWhereNamesChangePlaces() {
    image.put(state("a"), 3, bytes("k"), bytes("1"));
    image.put(state("b"), StateId.UNGROUPED, bytes("k"), bytes("2"));
    image.put(state("c"), 3, bytes("k"), bytes("3"));

    assertEquals(Map.of("3:k", "1"), entries("b"));
    assertEquals(Map.of("-1:k", "2"), entries("a"));
    assertEquals(Map.of("3:k", "3"), entries("c"));
  }

  @Test
  void stateOfATransformThatIsGoneIsLeftOut() {
    image.put(state("gone"), 3, bytes("k"), bytes("1"));
    image.put(state("a"), 3, bytes("k"), bytes("1"));

    assertEquals(Set.of(state("b")), renamed().states());
    assertEquals(Set.of(3), renamed().groups(state("b")));
    assertEquals(Set.of(), renamed().groups(state("gone")));
    assertEquals(Map.of(), entries("gone"));
    assertFalse(renamed().hasEntries(state("gone")));
    assertTrue(renamed().hasEntries(state("b")));
  }

  @Test
  void whatHasOnlyBeenDeletedIsNoEntry() {
    image.deletePrefix(state("a"), 3, bytes(""));

    assertEquals(Set.of(state("b")), renamed().states());
    assertFalse(renamed().hasEntries(state("b")));
  }
}
