/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.driver;

/**
 * How many times as long as Millrace an engine should take at least; 0 where nothing is asked.
 *
 * @param shuffled on a query that shuffles
 * @param unshuffled on a query that does not
 * @param mean the geometric mean of all queries
 */
record Floors(double shuffled, double unshuffled, double mean) {
  static final Floors NONE = new Floors(0, 0, 0);
}
