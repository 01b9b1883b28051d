/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import java.util.HashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the keyed state and the timers of one instance are, by transform, so that what belongs to a
 * key and window is found at one place.
 *
 * <p>Threading: used by its instance's thread alone.
 */
public final class InstanceRows {
  private final Map<String, RowTable> tables = new HashMap<>();

  private final @Nullable ColdTier tier;

  /** Nothing yet, and all of it in memory. */
  public InstanceRows() {
    this(null);
  }

  /**
   * Nothing yet.
   *
   * @param tier where rows go that are not used, null if all stay in memory
   */
  public InstanceRows(@Nullable ColdTier tier) {
    this.tier = tier;
  }

  /** The rows of {@code transform}, null if it has never had any. */
  @Nullable RowTable existing(String transform) {
    return tables.get(transform);
  }

  RowTable of(String transform) {
    return tables.computeIfAbsent(transform, absent -> new RowTable(tier));
  }
}
