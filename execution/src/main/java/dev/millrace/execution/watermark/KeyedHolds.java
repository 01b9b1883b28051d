/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.watermark;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.Keyer;
import java.util.BitSet;
import java.util.function.ObjIntConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Holds on an output watermark that belong to keys: they go where the keys go. Not thread-safe. */
public final class KeyedHolds {
  private final Holds all;
  private final @Nullable Holds @Nullable [] byGroup;
  private BitSet changed = new BitSet();

  /**
   * No holds yet.
   *
   * @param all gets every hold too, beside those that others add to it
   * @param byGroup whether to know the holds of each key group
   */
  public KeyedHolds(Holds all, boolean byGroup) {
    this.all = all;
    this.byGroup = byGroup ? new Holds[Keyer.KEY_GROUPS] : null;
  }

  /** Adds a hold of {@code key} at {@code millis}; {@link Holds#NONE} is not kept. */
  public void add(Key key, long millis) {
    add(key.group(), millis);
  }

  /** Adds a hold of a key of {@code group}. */
  public void add(int group, long millis) {
    all.add(millis);
    if (byGroup != null) {
      Holds holds = byGroup[group];
      if (holds == null) {
        holds = new Holds();
        byGroup[group] = holds;
      }
      changed.set(group);
      holds.add(millis);
    }
  }

  /**
   * Removes one hold of {@code key} at {@code millis}.
   *
   * @throws IllegalStateException if there is none
   */
  public void remove(Key key, long millis) {
    all.remove(millis);
    Holds holds = byGroup == null ? null : byGroup[key.group()];
    if (holds != null) {
      holds.remove(millis);
      changed.set(key.group());
    }
  }

  /** The earliest hold, also of those that belong to no key, or {@link Holds#NONE}. */
  public long minimum() {
    return all.minimum();
  }

  /**
   * The groups of whose keys holds have been added or removed since this was last called, if holds
   * are known by group.
   */
  public BitSet takeChangedGroups() {
    BitSet taken = changed;
    changed = new BitSet();
    return taken;
  }

  /** Tells the time of every hold of the keys of {@code group}, and how often it is held. */
  public void forEach(int group, ObjIntConsumer<Long> consumer) {
    Holds holds = byGroup == null ? null : byGroup[group];
    if (holds != null) {
      holds.forEach(consumer);
    }
  }
}
