/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.element;

import org.apache.beam.sdk.values.CausedByDrain;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where an element came from.
 *
 * @param recordId the id its source gave it
 * @param recordOffset the offset at its source
 * @param drain whether a drain brought it about
 */
public record Origin(@Nullable String recordId, @Nullable Long recordOffset, CausedByDrain drain) {
  /** Nothing known, and no drain. */
  public static final Origin NONE = new Origin(null, null, CausedByDrain.NORMAL);

  /** The origin of {@code element}. */
  public static Origin of(WindowedValue<?> element) {
    if (element instanceof FullElement<?> full) {
      return full.origin();
    }
    if (element instanceof Element) {
      return NONE;
    }
    if (element.getRecordId() == null
        && element.getRecordOffset() == null
        && element.causedByDrain() == CausedByDrain.NORMAL) {
      return NONE;
    }
    return new Origin(element.getRecordId(), element.getRecordOffset(), element.causedByDrain());
  }
}
