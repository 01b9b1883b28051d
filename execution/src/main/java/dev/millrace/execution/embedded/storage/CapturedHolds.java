/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import com.google.common.primitives.Longs;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.watermark.KeyedHolds;

/** How the holds of the keys of a transform are written down. */
public final class CapturedHolds {
  private static final String ID = "__millrace_holds";
  private static final byte[] ANY = {};

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
    holds.takeChangedGroups();
  }

  /**
   * Puts those of {@code holds} into {@code sink}, as those of {@code transform}, that belong to
   * the groups whose holds have changed since this was last done, or since they were restored.
   */
  public static void captureChanges(String transform, KeyedHolds holds, StateSink sink) {
    StateId id = new StateId(transform, ID);
    holds.takeChangedGroups().stream()
        .forEach(
            group -> {
              sink.deletePrefix(id, group, ANY);
              holds.forEach(
                  group,
                  (millis, count) ->
                      sink.put(
                          id, group, Longs.toByteArray(millis), Longs.toByteArray((long) count)));
            });
  }
}
