/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import org.apache.beam.sdk.coders.Coder;

/**
 * The keyed state of one transform in one instance: one {@link Table}, or one {@link Groups}, per
 * state id.
 *
 * <p>Asking again with the same id answers the same table; its kind and coders must be the same, or
 * {@link IllegalStateException} is thrown. Cells hand out and keep the very objects that were put
 * in (no copies); a host that has to move them out of memory uses the coders.
 */
public interface KeyedState {

  /** A table of single values. */
  <T> Table<Cell.Value<T>> values(String id, Coder<T> coder);

  /** A table of single values that are kept by parts. */
  <T> Table<Cell.Value<T>> values(String id, PartCoder<T> coder);

  /** A table of bags, which keep the order of addition. */
  <T> Table<Cell.Bag<T>> bags(String id, Coder<T> elementCoder);

  /** A table of maps. Map keys are equal if their encoded forms are. */
  <K, V> Table<Cell.Map<K, V>> maps(String id, Coder<K> keyCoder, Coder<V> valueCoder);

  /** A table of multimaps. Map keys are equal if their encoded forms are. */
  <K, V> Table<Cell.Multimap<K, V>> multimaps(String id, Coder<K> keyCoder, Coder<V> valueCoder);

  /** A table of lists ordered by timestamp. */
  <T> Table<Cell.OrderedList<T>> orderedLists(String id, Coder<T> elementCoder);

  /**
   * Values by key, to be read all at once.
   *
   * @param keyCoder that of the keys of the transform
   * @throws IllegalArgumentException if it is another one
   */
  <K, V> Groups<K, V> groups(String id, Coder<K> keyCoder, Coder<V> valueCoder);
}
