/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

/** Which windows elements are put into. All durations are milliseconds of event time. */
public sealed interface Windows {

  /** One window for all time. */
  record Global() implements Windows {}

  /** Windows of one {@code size}, one of which begins at {@code offset}. */
  record Fixed(long size, long offset) implements Windows {}

  /** Windows of one {@code size}, one beginning every {@code period}, and one at {@code offset}. */
  record Sliding(long size, long period, long offset) implements Windows {}

  /** Windows that merge until {@code gap} separates them. */
  record Sessions(long gap) implements Windows {}

  /** Windows of {@code shorter} and {@code longer} size in turn, by a window function of ours. */
  record Uneven(long shorter, long longer) implements Windows {}

  /** Whether windows of this kind merge. */
  default boolean merge() {
    return this instanceof Sessions;
  }
}
