/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.channel.Weighted;
import dev.millrace.execution.host.AdmittedValues;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.checkerframework.checker.nullness.qual.Nullable;

/** The values of one key, read back from files. Immutable. */
final class ReadValues<V> extends AbstractList<V>
    implements RandomAccess, Serializable, Weighted, AdmittedValues {
  private static final long serialVersionUID = 1L;

  private final transient @Nullable Object[] values;
  private final transient long encodedBytes;
  private final transient StopSignal stop;

  private ReadValues(@Nullable Object[] values, long encodedBytes, StopSignal stop) {
    this.values = values;
    this.encodedBytes = encodedBytes;
    this.stop = stop;
  }

  /** The chunks that {@code parts} are at, one after the other, to be read until {@code stop}. */
  static <V> ReadValues<V> of(List<RunCursor> parts, Codecs<?, V> codecs, StopSignal stop) {
    int count = 0;
    long bytes = 0;
    for (RunCursor part : parts) {
      count += part.chunkValues();
      bytes += part.chunkLength();
    }
    Object[] values = new Object[count];
    int filled = 0;
    for (RunCursor part : parts) {
      filled = part.takeChunk(codecs, values, filled);
    }
    return new ReadValues<>(values, bytes, stop);
  }

  @Override
  @SuppressWarnings("unchecked") // only the coder of the values fills the array
  public V get(int index) {
    stop.throwIfStopped();
    return (V) values[index];
  }

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public long weight() {
    return encodedBytes;
  }

  // Users may code grouped values by Java serialisation.
  private Object writeReplace() {
    return new ArrayList<>(this);
  }
}
