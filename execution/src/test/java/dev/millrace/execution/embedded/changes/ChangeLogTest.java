/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.changes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateImage;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class ChangeLogTest {
  private static final StateId ID = new StateId("transform", "state");

  private final ChangeLog log = new ChangeLog();
  private final List<String> captured = new ArrayList<>();

  /** A value under a name. */
  private final class Variable extends Tracked {
    private final String name;
    private @Nullable String value;

    Variable(String name) {
      this.name = name;
    }

    void set(@Nullable String newValue) {
      change(log);
      value = newValue;
      if (newValue == null && isStored()) {
        log.removals().delete(ID, 0, name.getBytes(UTF_8));
        setStored(false);
      }
    }

    @Nullable String read() {
      thaw(log);
      return value;
    }

    @Override
    protected boolean capture(Slice slice) {
      if (value != null) {
        log.captured().put(ID, 0, name.getBytes(UTF_8), value.getBytes(UTF_8));
        captured.add(name);
        setStored(true);
      }
      return true;
    }

    @Override
    protected boolean isVoid() {
      return value == null;
    }
  }

  private Variable variable(String name, String value) {
    Variable variable = new Variable(name);
    variable.set(value);
    return variable;
  }

  private StateImage rest() {
    assertTrue(log.capture(Slice.whole()));
    return log.complete();
  }

  private static @Nullable String value(StateImage image, String name) {
    byte[] value = image.get(ID, 0, name.getBytes(UTF_8));
    return value == null ? null : new String(value, UTF_8);
  }

  @Test
  void whatIsFrozenIsCapturedInSlicesAndInTheOrderOfItsFirstChange() {
    Variable a = variable("a", "1");
    variable("b", "1");
    variable("c", "1");
    a.set("2");
    log.freeze();
    assertFalse(log.capture(Slice.ofSteps(2)));
    assertEquals(List.of("a", "b"), captured);
    assertTrue(log.capture(Slice.ofSteps(2)));
    assertEquals(List.of("a", "b", "c"), captured);
    assertEquals("2", value(log.complete(), "a"));
  }

  @Test
  void whatIsChangedWhileItIsFrozenIsCapturedAsItWas() {
    Variable a = variable("a", "before");
    Variable b = variable("b", "before");
    log.freeze();
    b.set("after");
    b.set("last");
    assertEquals(List.of("b"), captured);
    StateImage first = rest();
    assertEquals(List.of("b", "a"), captured);
    assertEquals("before", value(first, "a"));
    assertEquals("before", value(first, "b"));
    a.read();
    log.freeze();
    StateImage second = rest();
    assertNull(value(second, "a"), "a has not changed");
    assertEquals("last", value(second, "b"));
  }

  @Test
  void whatIsReadWhileItIsFrozenIsCapturedBeforeThat() {
    Variable a = variable("a", "1");
    log.freeze();
    a.read();
    assertEquals(List.of("a"), captured);
    a.read();
    rest();
    assertEquals(List.of("a"), captured);
  }

  @Test
  void whatComesAndGoesBetweenTwoBarriersIsInNoCheckpoint() {
    variable("a", "1").set(null);
    log.freeze();
    assertTrue(rest().states().isEmpty());
  }

  @Test
  void whatHasGoneAndIsThereAgainIsThere() {
    Variable a = variable("a", "1");
    log.freeze();
    StateImage all = rest();
    a.set(null);
    a.set("2");
    log.freeze();
    rest().writeDelta(all);
    assertEquals("2", value(all, "a"));
    a.set(null);
    log.freeze();
    a.set("3");
    rest().writeDelta(all);
    assertNull(value(all, "a"));
  }

  @Test
  void whatHasGoneIsNotRememberedUntilTheBarrier() {
    Variable first = variable("kept", "1");
    List<Variable> gone = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      Variable variable = variable("gone " + i, "1");
      variable.set(null);
      gone.add(variable);
    }
    assertTrue(log.changes() < 10_000, () -> log.changes() + " changes");
    gone.get(0).set("back");
    log.freeze();
    StateImage image = rest();
    assertEquals("1", value(image, "kept"));
    assertEquals("back", value(image, "gone 0"));
    assertEquals("1", first.read());
    assertEquals(List.of("kept", "gone 0"), captured);
  }

  @Test
  void aCaptureIsCompleteBeforeTheNextBegins() {
    variable("a", "1");
    log.freeze();
    assertThrows(IllegalStateException.class, log::freeze);
    assertThrows(IllegalStateException.class, log::complete);
    rest();
    log.freeze();
  }

  @Test
  void aSliceOfTimeEnds() {
    assertTrue(Slice.ofNanos(0).isOver());
    assertFalse(Slice.ofNanos(Long.MAX_VALUE - 1).step());
    assertFalse(Slice.whole().step());
  }
}
