/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.source;

import dev.millrace.flink.source.Dealing.Deal;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * What a reader of a source has to do, or had come to: entries of state, as bytes.
 *
 * @param splitId names it
 * @param entries the entries, as {@code EntryBytes} has them
 * @param deal what the reader has dealt out and the enumerator may not have; null if there is none
 */
record SplitState(String splitId, List<byte[]> entries, @Nullable Deal deal)
    implements SourceSplit {
  public SplitState {
    entries = List.copyOf(entries);
  }
}
