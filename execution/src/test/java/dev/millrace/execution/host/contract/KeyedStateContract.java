/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host.contract;

import static dev.millrace.execution.host.contract.Samples.A;
import static dev.millrace.execution.host.contract.Samples.FIRST;
import static dev.millrace.execution.host.contract.Samples.list;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.host.KeyedState;
import java.util.List;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.junit.jupiter.api.Test;

/** The contract of {@link KeyedState}. */
public abstract class KeyedStateContract {
  private static final Coder<String> STRINGS = StringUtf8Coder.of();
  private static final Coder<Integer> NUMBERS = VarIntCoder.of();

  /** The state of a transform, the same for a whole test, and empty at its beginning. */
  protected abstract KeyedState state();

  @Test
  void aTableOfEveryKindIsFoundAgainByItsId() {
    List<Supplier<Object>> kinds =
        List.of(
            () -> state().values("values", STRINGS),
            () -> state().bags("bags", STRINGS),
            () -> state().maps("maps", STRINGS, NUMBERS),
            () -> state().multimaps("multimaps", STRINGS, NUMBERS),
            () -> state().orderedLists("lists", STRINGS),
            () -> state().groups("groups", STRINGS, NUMBERS));
    kinds.forEach(kind -> assertSame(kind.get(), kind.get()));
  }

  @Test
  void tablesOfDifferentIdsAreApart() {
    state().values("one", STRINGS).cell(A, FIRST).write("x");
    assertTrue(state().values("other", STRINGS).cell(A, FIRST).isEmpty());
    state().bags("bags", STRINGS).cell(A, FIRST).add("y");
    state().values("one", STRINGS).clear(FIRST);
    assertEquals(List.of("y"), list(state().bags("bags", STRINGS).cell(A, FIRST).read()));
  }

  @Test
  void aTableAskedForAsAnotherKindIsRefused() {
    state().values("id", STRINGS);
    List<Runnable> others =
        List.of(
            () -> state().bags("id", STRINGS),
            () -> state().maps("id", STRINGS, STRINGS),
            () -> state().multimaps("id", STRINGS, STRINGS),
            () -> state().orderedLists("id", STRINGS),
            () -> state().groups("id", STRINGS, STRINGS));
    others.forEach(other -> assertThrows(IllegalStateException.class, other::run));
  }

  @Test
  void aTableAskedForWithAnotherCoderIsRefusedWithBoth() {
    state().values("id", STRINGS);
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, () -> state().values("id", NUMBERS));
    assertTrue(thrown.getMessage().contains("id"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("VarIntCoder"), thrown.getMessage());
    assertTrue(thrown.getMessage().contains("StringUtf8Coder"), thrown.getMessage());
  }
}
