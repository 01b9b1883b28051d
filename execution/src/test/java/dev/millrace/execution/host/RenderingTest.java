/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.values.KV;
import org.junit.jupiter.api.Test;

class RenderingTest {

  @Test
  void shortValuesAreRenderedAsTheyRenderThemselves() {
    for (Object value :
        Arrays.asList(
            null, "a", 1L, KV.of("a", List.of(1, 2)), List.of(), Arrays.asList("a", null))) {
      assertEquals(String.valueOf(value), Rendering.value(value));
    }
  }

  @Test
  void longTextIsCut() {
    assertEquals("a".repeat(256) + "… (1000 characters)", Rendering.value("a".repeat(1000)));
  }

  @Test
  void ofALongCollectionNoMoreIsMadeThanIsRendered() {
    List<String> many =
        new AbstractList<>() {
          @Override
          public String get(int index) {
            assertTrue(index < 1_000, "more is rendered than can be seen");
            return "item";
          }

          @Override
          public int size() {
            return 1_000_000;
          }
        };
    String text = Rendering.value(KV.of("key", many));
    assertTrue(text.startsWith("KV{key, [item, item, "), text);
    assertTrue(text.endsWith("… (1000000 elements)]}"), text);
    assertTrue(text.length() < 400, text);
  }

  @Test
  void whatCannotRenderItselfIsNamedByItsClass() {
    Object odd =
        new Object() {
          @Override
          public String toString() {
            throw new UnsupportedOperationException("never");
          }
        };
    assertEquals(
        "KV{a, a "
            + odd.getClass().getName()
            + " whose toString() threw java.lang.UnsupportedOperationException}",
        Rendering.value(KV.of("a", odd)));
  }

  @Test
  void aCollectionThatChangesMeanwhileOrContainsItselfIsRenderedSomehow() {
    List<Object> itself = new ArrayList<>();
    itself.add(List.of(itself));
    assertTrue(Rendering.value(itself).length() < 1_000);
    List<Object> broken =
        Collections.unmodifiableList(
            new AbstractList<>() {
              @Override
              public Object get(int index) {
                throw new java.util.ConcurrentModificationException();
              }

              @Override
              public int size() {
                return 1;
              }
            });
    assertTrue(Rendering.value(broken).contains("whose toString() threw"));
  }
}
