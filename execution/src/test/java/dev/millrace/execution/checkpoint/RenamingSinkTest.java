/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RenamingSinkTest {
  private final StateImage image = new StateImage();
  private final RenamingSink sink =
      new RenamingSink(
          image,
          name ->
              switch (name) {
                case "a" -> Optional.of("b");
                case "b" -> Optional.of("a");
                case "gone" -> Optional.empty();
                default -> Optional.of(name);
              });

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static StateId state(String transform) {
    return new StateId(transform, "s");
  }

  private Map<String, String> entries(String transform) {
    Map<String, String> entries = new TreeMap<>();
    image.forEach(
        state(transform),
        StateId.UNGROUPED,
        128,
        (group, key, value) ->
            entries.put(group + ":" + new String(key, UTF_8), new String(value, UTF_8)));
    return entries;
  }

  @Test
  void stateIsFoundUnderTheNewNameAlsoWhereNamesChangePlaces() {
    sink.put(state("a"), 3, bytes("k"), bytes("1"));
    sink.put(state("b"), StateId.UNGROUPED, bytes("k"), bytes("2"));
    sink.put(state("c"), 3, bytes("k"), bytes("3"));

    assertEquals(Map.of("3:k", "1"), entries("b"));
    assertEquals(Map.of("-1:k", "2"), entries("a"));
    assertEquals(Map.of("3:k", "3"), entries("c"));
  }

  @Test
  void operationsOfALogKeepTheirMeaning() {
    sink.put(state("a"), 3, bytes("k1"), bytes("1"));
    sink.append(state("a"), 3, bytes("k1"), bytes("2"));
    sink.put(state("a"), 3, bytes("k2"), bytes("3"));
    sink.delete(state("a"), 3, bytes("k2"));
    sink.put(state("a"), 4, bytes("x1"), bytes("4"));
    sink.put(state("a"), 4, bytes("y"), bytes("5"));
    sink.deletePrefix(state("a"), 4, bytes("x"));

    assertEquals(Map.of("3:k1", "12", "4:y", "5"), entries("b"));
  }

  @Test
  void stateOfATransformThatIsGoneIsLeftOut() {
    sink.put(state("gone"), 3, bytes("k"), bytes("1"));
    sink.append(state("gone"), 3, bytes("k"), bytes("1"));
    sink.delete(state("gone"), 3, bytes("k"));
    sink.deletePrefix(state("gone"), 3, bytes(""));

    assertEquals(0, image.states().size());
  }
}
