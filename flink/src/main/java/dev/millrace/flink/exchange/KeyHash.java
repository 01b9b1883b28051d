/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.exchange;

import static java.util.Objects.requireNonNull;

import org.apache.flink.api.java.functions.KeySelector;

/**
 * The hash of an element's key, by which Flink finds its key group: the one that {@code
 * Keyer.group} finds.
 */
public final class KeyHash implements KeySelector<StageElement, Integer> {
  private static final long serialVersionUID = 1L;

  @Override
  public Integer getKey(StageElement value) {
    return requireNonNull(value.key()).hashCode();
  }
}
