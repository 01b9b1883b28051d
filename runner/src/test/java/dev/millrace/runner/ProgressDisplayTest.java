/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.millrace.runner.ProgressDisplay.LiveLine;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final LiveLine display =
      new LiveLine(new PrintStream(bytes, true, StandardCharsets.UTF_8));

  @Test
  void aLineIsDrawnOverTheOneBefore() {
    display.show("long line");
    display.show("short");

    assertEquals("\rlong line\033[K\r\rshort\033[K\r", drawn());
  }

  @Test
  void aLineThatWouldWrapIsCut() {
    display.show("x".repeat(100));

    assertEquals("\r" + "x".repeat(76) + "...\033[K\r", drawn());
  }

  @Test
  void theEndLeavesNothing() {
    display.show("line");
    bytes.reset();
    display.end();

    assertEquals("\r\033[K", drawn());
  }

  private String drawn() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
