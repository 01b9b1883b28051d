/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.host.Namespace;
import java.util.BitSet;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Writes down what changes in the cells of a table. */
final class CellChanges<H extends HeapCell<H>> {
  final ChangeLog log;
  private final StateId id;
  private final EntryKeys keys;
  private final CellKind<H> kind;
  private final EntryWriter out;
  private final EntryWriter ahead;

  // Cells of one namespace mostly change one after the other.
  private @Nullable Namespace latest;
  private byte[] latestPrefix = {};

  CellChanges(ChangeLog log, StateId id, EntryKeys keys, CellKind<H> kind) {
    this.log = log;
    this.id = id;
    this.keys = keys;
    this.kind = kind;
    this.out = new EntryWriter(id, log.captured());
    this.ahead = new EntryWriter(id, log.ahead());
  }

  /** Captures {@code cell}, which holds something: all of it, or what no checkpoint has. */
  void capture(H cell) {
    write(cell, out);
  }

  /** As {@link #capture}, of a cell that has changed since the barrier and leaves the heap. */
  void captureAhead(H cell) {
    log.makeRoomAhead();
    write(cell, ahead);
  }

  private void write(H cell, EntryWriter out) {
    out.begin(cell.key().group(), prefix(cell));
    if (cell.isInCheckpoint()) {
      kind.writeChanges(cell, out);
    } else {
      kind.write(cell, out);
    }
  }

  /** {@code cell} is emptied, which a checkpoint has. */
  void removed(H cell) {
    if (kind.hasOneEntry()) {
      log.removals().delete(id, cell.key().group(), prefix(cell));
    } else {
      log.removals().deletePrefix(id, cell.key().group(), prefix(cell));
    }
  }

  /** All cells of {@code namespace} in {@code groups} are gone. */
  void removed(Namespace namespace, BitSet groups) {
    byte[] prefix = prefix(namespace);
    groups.stream().forEach(group -> log.removals().deletePrefix(id, group, prefix));
  }

  private byte[] prefix(H cell) {
    return keys.prefix(prefix(cell.namespace()), cell.key());
  }

  private byte[] prefix(Namespace namespace) {
    if (!namespace.equals(latest)) {
      latestPrefix = keys.prefix(namespace);
      latest = namespace;
    }
    return latestPrefix;
  }
}
