/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.differential.spec;

import java.util.List;

/**
 * One of the pipelines that share a schedule.
 *
 * @param number tells it from the others
 * @param steps what happens to the elements of the schedule, in turn
 */
public record Branch(int number, List<Step> steps) {
  /** The only branch of a pipeline. */
  public static Branch of(Step... steps) {
    return new Branch(0, List.of(steps));
  }
}
