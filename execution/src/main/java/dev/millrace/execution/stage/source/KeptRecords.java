/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.host.ItemList;
import dev.millrace.execution.host.StageHost;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.values.TimestampedValue;
import org.apache.beam.sdk.values.TimestampedValue.TimestampedValueCoder;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Records that have been read before a barrier and are emitted behind it, in memory meanwhile. */
final class KeptRecords<T> {
  private static final String ID = "__millrace_kept_records";

  private final ItemList<TimestampedValue<T>> list;
  private final Queue<TimestampedValue<T>> records;

  /** Those of {@code transform}, coded by {@code coder}. */
  KeptRecords(String transform, Coder<T> coder, StageHost host) {
    this.list = host.items(transform, ID, TimestampedValueCoder.of(coder));
    this.records = new ArrayDeque<>(list.restored());
  }

  void add(TimestampedValue<T> record) {
    records.add(record);
  }

  /** Takes the first; null if there is none. */
  @Nullable TimestampedValue<T> poll() {
    return records.poll();
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  /** Writes down what is left. */
  void snapshot() {
    list.set(List.copyOf(records));
  }
}
