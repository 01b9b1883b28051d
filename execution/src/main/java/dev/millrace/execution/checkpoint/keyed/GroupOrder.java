/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.keyed;

import dev.millrace.execution.keying.Keyer;
import java.util.function.IntUnaryOperator;

/** The order of key groups, as a sink likes to have the entries of one group in a row. */
public final class GroupOrder {
  private GroupOrder() {}

  /**
   * The numbers from 0 to {@code count}, exclusive, in the order of the groups that {@code group}
   * tells, those of one group in their own order.
   */
  public static int[] of(int count, IntUnaryOperator group) {
    int[] ends = new int[Keyer.KEY_GROUPS + 1];
    for (int i = 0; i < count; i++) {
      ends[group.applyAsInt(i) + 1]++;
    }
    for (int i = 1; i < ends.length; i++) {
      ends[i] += ends[i - 1];
    }
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[ends[group.applyAsInt(i)]++] = i;
    }
    return order;
  }
}
