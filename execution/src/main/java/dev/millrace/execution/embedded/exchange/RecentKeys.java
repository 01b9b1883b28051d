/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.exchange;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.keying.Keyer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Keys that were made recently: where a stream has few keys, or its keys come in runs, the same
 * {@link Key} travels with many elements, and whoever looks it up finds it by identity.
 *
 * <p>Remembers keys that are numbers or short texts, which are small and quickly compared.
 */
final class RecentKeys {
  private static final int SIZE = 4096;
  private static final int MAX_LENGTH = 64;

  private final Keyer keyer;
  private final @Nullable Key[] recent = new Key[SIZE];

  /** No keys yet; those to come are made by {@code keyer}. */
  RecentKeys(Keyer keyer) {
    this.keyer = keyer;
  }

  /**
   * The key for {@code value}.
   *
   * @throws IllegalArgumentException if the coder cannot encode the value
   */
  Key key(@Nullable Object value) {
    if (!isSmall(value) || !keyer.keepsValues()) {
      return keyer.key(value);
    }
    Object structural = keyer.structural(value);
    int hash = structural.hashCode();
    int slot = (hash ^ hash >>> 16) & (SIZE - 1);
    Key known = recent[slot];
    if (known != null && known.has(structural)) {
      return known;
    }
    Key key = keyer.key(value);
    recent[slot] = key;
    return key;
  }

  private static boolean isSmall(@Nullable Object value) {
    return value instanceof Number || (value instanceof String text && text.length() <= MAX_LENGTH);
  }
}
