/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows a job's progress while somebody waits for its end.
 *
 * <p>One line needs no library: those that there are draw bars for a known amount of work, or bring
 * their own thread, or take the terminal over. The line stays within 79 columns, as a line that
 * wraps cannot be drawn over.
 */
abstract class ProgressDisplay {
  private static final int COLUMNS = 79;

  private final Duration period;

  private ProgressDisplay(Duration period) {
    this.period = period;
  }

  /** How long to wait between two {@linkplain #show lines}. */
  Duration period() {
    return period;
  }

  /** Shows {@code line} in place of the one before. */
  abstract void show(String line);

  /** Leaves the place as it was found. */
  abstract void end();

  /** The display for {@code mode}. */
  static ProgressDisplay of(ProgressMode mode) {
    return switch (mode) {
      case AUTO -> of(onTerminal() ? ProgressMode.LINE : ProgressMode.OFF);
      case OFF -> new Nothing();
      case LINE -> new LiveLine(System.err);
      case LOG -> new LogLines();
    };
  }

  /** Since JDK 22 a console may be there without a terminal, and can be asked. */
  private static boolean onTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      Method isTerminal = Console.class.getMethod("isTerminal");
      return (boolean) isTerminal.invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Shows nothing. */
  private static final class Nothing extends ProgressDisplay {
    Nothing() {
      super(Duration.ofDays(1));
    }

    @Override
    void show(String line) {}

    @Override
    void end() {}
  }

  /** Draws one line over and over. */
  static final class LiveLine extends ProgressDisplay {
    private static final String ERASE_TO_END = "\033[K";

    private final PrintStream out;

    LiveLine(PrintStream out) {
      super(Duration.ofMillis(500));
      this.out = out;
    }

    /** Goes back to the first column afterwards, so that whoever prints next begins there. */
    @Override
    void show(String line) {
      String fitting = line.length() <= COLUMNS ? line : line.substring(0, COLUMNS - 3) + "...";
      out.print("\r" + fitting + ERASE_TO_END + "\r");
      out.flush();
    }

    @Override
    void end() {
      out.print("\r" + ERASE_TO_END);
      out.flush();
    }
  }

  /** Logs one line after another. */
  private static final class LogLines extends ProgressDisplay {
    private static final Logger LOG = LoggerFactory.getLogger(MillraceRunner.class);

    LogLines() {
      super(Duration.ofSeconds(10));
    }

    @Override
    void show(String line) {
      LOG.info("{}", line);
    }

    @Override
    void end() {}
  }
}
