/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint;

/**
 * Takes what happens to state as a log of operations on entries. An entry is a value, as bytes,
 * under a {@link StateId}, a group, and a key, as bytes.
 *
 * <p>A group is a key group, from 0 on, or {@link StateId#UNGROUPED}. The order of operations
 * counts within one state and group, and nowhere else.
 *
 * <p>Arrays are the caller's again when a method returns: a sink copies what it keeps.
 *
 * <p>Threading: one thread at a time.
 *
 * <p>Errors: a sink that writes to a disk throws {@link java.io.UncheckedIOException}. What it has
 * taken so far is of no use then.
 */
public interface StateSink {
  /** The entry has {@code value}, whether or not it was there before. */
  void put(StateId id, int group, byte[] key, byte[] value);

  /** The entry has {@code value} behind what it had. An entry that was not there has it alone. */
  void append(StateId id, int group, byte[] key, byte[] value);

  /** The entry is gone, if it was there. */
  void delete(StateId id, int group, byte[] key);

  /**
   * All entries of the state and group whose keys begin with {@code prefix} are gone. The empty
   * prefix stands for all keys.
   */
  void deletePrefix(StateId id, int group, byte[] prefix);
}
