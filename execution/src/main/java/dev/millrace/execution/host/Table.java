/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.util.function.BiConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Cells of one kind by namespace and key.
 *
 * @param <C> the kind of cell
 */
public interface Table<C extends Cell> {

  /**
   * The cell of {@code key} in {@code namespace}. The cell may be kept and used later, also after
   * having been cleared; an empty cell takes no room in the table.
   */
  C cell(Key key, Namespace namespace);

  /** The cell if it is not empty, else null. */
  @Nullable C existing(Key key, Namespace namespace);

  /** The keys that have a cell that is not empty in {@code namespace}, as a copy. */
  Iterable<Key> keys(Namespace namespace);

  /**
   * Hands every cell that is not empty in {@code namespace} to {@code consumer}, in no particular
   * order, and clears them all afterwards. The consumer must not use this table.
   *
   * @throws Stopped if the job is stopped meanwhile
   */
  void drain(Namespace namespace, BiConsumer<Key, C> consumer);

  /** Clears the cells of all keys in {@code namespace}. */
  void clear(Namespace namespace);
}
