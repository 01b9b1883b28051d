/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.KeyedHolds;

/** How the holds of the keys of a transform are written down. */
public final class CapturedHolds {
  private static final String ID = "__millrace_holds";

  private CapturedHolds() {}

  /** Adds to {@code holds} what was captured for {@code transform}. */
  public static void restore(String transform, RestoredState from, KeyedHolds holds) {
    from.forEachKeyed(
        new StateId(transform, ID),
        (group, key, value) -> {
          long count = Longs.fromByteArray(value);
          for (long i = 0; i < count; i++) {
            holds.add(group, Longs.fromByteArray(key));
          }
        });
  }

  /** Puts {@code holds} into {@code sink} as those of {@code transform}. */
  public static void capture(String transform, KeyedHolds holds, StateSink sink) {
    StateId id = new StateId(transform, ID);
    for (int group = 0; group < Keyer.KEY_GROUPS; group++) {
      int of = group;
      holds.forEach(
          group,
          (millis, count) ->
              sink.put(id, of, Longs.toByteArray(millis), Longs.toByteArray((long) count)));
    }
  }
}
