/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.EmbeddedJob;
import dev.millrace.execution.observe.EndedJob;
import dev.millrace.execution.observe.ObservedJob;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ServiceLoader;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Has jobs shown to those who run them, if {@code --ui} asks for it. */
final class Boards {
  // The end is not waited for by the period.
  private static final Duration SELDOM = Duration.ofDays(1);

  private final @Nullable JobBoard board;

  private Boards(@Nullable JobBoard board) {
    this.board = board;
  }

  /**
   * Opens the board at {@code address}; null for none.
   *
   * @throws IllegalArgumentException if nothing on the class path can
   * @throws UncheckedIOException if it cannot be opened there
   */
  static Boards open(@Nullable BoardAddress address) {
    if (address == null) {
      return new Boards(null);
    }
    JobBoard.Provider provider =
        ServiceLoader.load(JobBoard.Provider.class, Boards.class.getClassLoader())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--ui="
                            + address.port()
                            + " needs the artifact dev.millrace:millrace-dashboard on the class"
                            + " path. Add it to the dependencies, in scope runtime, or leave --ui"
                            + " out"));
    try {
      return new Boards(provider.open(address));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The page that --ui asks for cannot be opened at " + address + ": " + e.getMessage(), e);
    }
  }

  /** Has {@code job} shown, now and once it has ended. */
  void show(EmbeddedJob job) {
    if (board == null) {
      return;
    }
    ObservedJob observed = job.observed();
    board.running(observed);
    job.accompany(
        "ui",
        SELDOM,
        () -> {
          if (!observed.overview().running()) {
            board.ended(EndedJob.of(observed));
          }
        });
  }
}
