/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.exchange;

import dev.millrace.execution.host.Key;
import org.apache.beam.sdk.values.WindowedValue;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * An element on its way from stage to stage, or, from a source, metrics. Never changed.
 *
 * @param key the key, of an element of an exchange by key
 * @param element the element, null of metrics
 * @param metrics what the source has counted, as bytes; null of an element
 */
public record StageElement(
    @Nullable Key key, @Nullable WindowedValue<?> element, byte @Nullable [] metrics) {

  /** An element. */
  public StageElement(@Nullable Key key, WindowedValue<?> element) {
    this(key, element, null);
  }

  /** Metrics of a source. */
  public static StageElement ofMetrics(byte[] metrics) {
    return new StageElement(null, null, metrics);
  }
}
