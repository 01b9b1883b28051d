/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;

/** What a table has to know about the kind of its cells. */
interface CellKind<H extends HeapCell<H>> {

  /** A cell that is empty. */
  H newCell(HeapTable<H> table, Row row);

  /** Writes down what {@code cell} holds. */
  void write(H cell, EntryWriter out);

  /** Writes down what {@code cell} holds that was not there when it was last captured. */
  void writeChanges(H cell, EntryWriter out);

  /** What {@code cell} holds has been captured, or was read from a checkpoint. */
  default void captured(H cell) {}

  /** Whether a cell that holds something has one entry, of no part. */
  default boolean hasOneEntry() {
    return false;
  }

  /**
   * Adds to {@code cell} what one of its entries has. The entries come in the order of their keys.
   *
   * @param part what follows in the entry's key
   */
  void read(H cell, EntryInput part, byte[] value);
}
