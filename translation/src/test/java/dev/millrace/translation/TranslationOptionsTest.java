/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TranslationOptionsTest {
  @Test
  void unknownRewriteIsRefusedWithTheNamesThereAre() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> new TranslationOptions(Set.of("magic")));

    assertEquals(
        "No rewrite is called magic; there are combine-fusion, combiner-lifting, dead-branches,"
            + " flatten-merging, flatten-sinking, flatten-unzipping, redistribute, specialised-grouping",
        e.getMessage());
  }
}
