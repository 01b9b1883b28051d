/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A key of keyed state and of an exchange by key.
 *
 * <p>Two keys are equal if and only if their coder encodes them to the same bytes; in memory the
 * coder's structural value stands for the bytes. Immutable; made by a {@code Keyer}.
 */
public final class Key {
  private final @Nullable Object value;
  private final Object structural;
  private final int hash;
  private final int group;

  /**
   * A key. Made where keys are told apart: by a {@code Keyer}, for all keys of one coder.
   *
   * @param value the key as the user knows it
   * @param structural tells the key from others by {@code equals}
   * @param hash the hash of the key, the same in each run
   * @param group the key group that {@code hash} falls into
   */
  public Key(@Nullable Object value, Object structural, int hash, int group) {
    this.value = value;
    this.structural = structural;
    this.hash = hash;
    this.group = group;
  }

  /** The key as the user knows it. */
  public @Nullable Object value() {
    return value;
  }

  /** The key group, which decides the instance that owns the key. Stable between runs. */
  public int group() {
    return group;
  }

  /** What tells this key from others, by {@code equals}: see {@code Keyer.structural}. */
  public Object structural() {
    return structural;
  }

  /** Whether this is the key that {@code other} tells from others, as {@code Keyer.structural}. */
  public boolean has(Object other) {
    return structural.equals(other);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Key that && hash == that.hash && structural.equals(that.structural));
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return String.valueOf(value);
  }
}
