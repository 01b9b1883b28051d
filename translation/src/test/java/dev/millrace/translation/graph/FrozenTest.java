/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrozenTest {
  @Test
  void laterChangesDoNotReachTheCopies() {
    ArrayList<String> original = new ArrayList<>(List.of("a"));
    Frozen<ArrayList<String>> frozen = Frozen.of(original);
    original.add("b");

    assertEquals(List.of("a"), frozen.thaw());
  }

  @Test
  void eachCopyIsNew() {
    Frozen<ArrayList<String>> frozen = Frozen.of(new ArrayList<>());

    assertNotSame(frozen.thaw(), frozen.thaw());
  }

  @Test
  void whatCannotBeSerialisedIsRefusedAtOnce() {
    Serializable stubborn = new ArrayList<>(List.of(new Object()));

    assertThrows(IllegalArgumentException.class, () -> Frozen.of(stubborn));
  }

  @Test
  void isDescribedByItsClass() {
    assertEquals("java.lang.String", Frozen.of("text").toString());
  }
}
