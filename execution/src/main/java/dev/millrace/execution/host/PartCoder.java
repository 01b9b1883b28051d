/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.io.IOException;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Codes a value by its parts, each under a name, so that of a large value that has changed a little
 * only a little has to be written. A host may keep parts as entries of a map.
 *
 * <p>Coders are equal if they code alike.
 *
 * @param <T> the type of the values, which know themselves which of their parts have changed
 */
public interface PartCoder<T> {

  /** Takes the parts of a value. Any bytes may be a name; no part has two. */
  interface Sink {
    /** Puts the part {@code name} in place of what it was. */
    void put(byte[] name, byte[] contents);

    /** There is no part {@code name} any more. */
    void delete(byte[] name);

    /** There are no parts, up to those that are put from now on. */
    void clear();
  }

  /** Writes all parts of {@code value}. */
  void encode(T value, Sink sink) throws IOException;

  /** Writes what has changed since the value was {@linkplain #written written}. */
  void encodeChanges(T value, Sink sink) throws IOException;

  /** What there is now of {@code value} has been written, or was read: changes count from now. */
  void written(T value);

  /**
   * A value with one more part.
   *
   * @param value what the parts before it, in the order of names as unsigned bytes, have made; null
   *     for the first
   */
  T decode(@Nullable T value, byte[] name, byte[] contents) throws IOException;
}
