/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import dev.millrace.benchmarks.workload.Hash;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The value of a key: how often it has been updated, and bytes that differ each time and cannot be
 * compressed.
 */
public final class UpdatedValue {
  /** How many bytes it has. */
  public static final int BYTES = 120;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private UpdatedValue() {}

  /**
   * The value that an update leaves.
   *
   * @param before the value until then; null if there was none
   * @throws IllegalStateException if not all updates before it, or others, have gone into the value
   */
  public static byte[] after(Updates updates, long update, byte[] before) {
    long times = 1 + (before == null ? 0 : (long) LONGS.get(before, 0));
    long key = updates.key(update);
    if (times != updates.times(update)) {
      throw new IllegalStateException(
          "The value of key "
              + key
              + " is of "
              + (times - 1)
              + " updates, where "
              + (updates.times(update) - 1)
              + " came before update "
              + update);
    }
    byte[] value = new byte[BYTES];
    LONGS.set(value, 0, times);
    for (int i = Long.BYTES; i < BYTES; i += Long.BYTES) {
      LONGS.set(value, i, Hash.mix(key + times * BYTES + i));
    }
    return value;
  }
}
