/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.Bytes;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.checkpoint.keyed.EntryWriter;
import dev.millrace.execution.checkpoint.keyed.PackedEntries;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.StageFailure;
import java.util.BitSet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The cells of one table that are in a store. A cell is one value there, which has its entries. Its
 * key is the number of the table, the namespace, the key group and the key: the cells of a
 * namespace are beside each other.
 */
final class ColdCells<H extends HeapCell<H>> {
  private static final byte[] NOTHING = {};
  private static final int NUMBER_BYTES = 2;
  private static final int MOST_TABLES = 1 << 16;

  // As those of other objects that are sampled.
  private static final int FACTOR = 3;
  private static final int OBJECT = 32;
  private static final int COUNTED = 16;

  private final HeapTable<H> table;
  private final CellKind<H> kind;
  private final RowTable rows;
  private final ColdTier tier;
  private final int index;
  private final EntryKeys keys;
  private final StopSignal stop;
  private final byte[] number;
  private final PackedEntries packed = new PackedEntries();
  private final EntryWriter out;

  // Most jobs have one window at a time.
  private @Nullable Namespace latest;
  private byte[] latestPrefix = NOTHING;

  /** Whether anything of the table has ever been in the store. */
  private boolean any;

  private final BitSet groups = new BitSet();
  private boolean loading;
  private long meanBytes = OBJECT;
  private int samples;

  /**
   * Nothing yet.
   *
   * @param index the number of the table in {@code rows}
   */
  ColdCells(
      HeapTable<H> table,
      CellKind<H> kind,
      RowTable rows,
      ColdTier tier,
      int index,
      StateId id,
      EntryKeys keys) {
    this.table = table;
    this.kind = kind;
    this.rows = rows;
    this.tier = tier;
    this.index = index;
    this.keys = keys;
    this.stop = table.stop;
    this.out = new EntryWriter(id, packed);
    int each = tier.addTable();
    if (each >= MOST_TABLES) {
      throw new IllegalStateException("A stage has more than " + MOST_TABLES + " states");
    }
    this.number = new byte[] {(byte) (each >> Byte.SIZE), (byte) each};
  }

  /** Lets rows go if there are more than may stay. */
  void makeRoom() {
    tier.makeRoom();
  }

  /**
   * The cell that holds something for the key and namespace of {@code row}, or null. It is in its
   * row from now on.
   *
   * @param row is present, or what its table answers for the key
   */
  @Nullable H find(Row row) {
    ColdRow cold = (ColdRow) row;
    cold.used = true;
    H cell = cold.cell(table);
    return cell == null && any && !loading && !cold.isAsked(index) ? loaded(cold) : cell;
  }

  private @Nullable H loaded(ColdRow row) {
    row.asked(index);
    byte[] value = tier.store().get(key(row));
    if (value == null) {
      return null;
    }
    H cell = kind.newCell(table, row);
    loading = true;
    try {
      PackedEntries.forEach(value, (part, entry) -> kind.read(cell, new EntryInput(part), entry));
    } finally {
      loading = false;
    }
    observe(value.length, cell.weight());
    row.stored(index);
    if (table.changes() != null) {
      // Checkpoints have what leaves.
      cell.restored();
    }
    tier.charge(row);
    return cell;
  }

  /** Whether a cell is being filled with what the store has. */
  boolean isLoading() {
    return loading;
  }

  /** The cell in {@code row} is about to change. */
  void changed(Row row) {
    ColdRow cold = (ColdRow) row;
    cold.changed(index);
    if (!loading) {
      tier.changed(cold);
    }
  }

  /** The cell in {@code row} was emptied and taken out. */
  void removed(Row row) {
    ColdRow cold = (ColdRow) row;
    if (any && cold.isStored(index)) {
      tier.store().delete(key(cold));
      cold.notStored(index);
    }
  }

  /** Writes {@code cell} to the store, unless it is there as it is. False if it is too large. */
  boolean write(H cell) {
    ColdRow row = (ColdRow) cell.row();
    if (row.isUnchanged(index)) {
      return true;
    }
    pack(cell);
    if (packed.isTooLarge()) {
      return false;
    }
    observe(packed.length(), cell.weight());
    any = true;
    groups.set(cell.key().group());
    tier.store().put(key(row), packed.toBytes());
    row.stored(index);
    return true;
  }

  private void pack(H cell) {
    packed.reset();
    out.begin(cell.key().group(), NOTHING);
    kind.write(cell, out);
  }

  /** About how many bytes {@code weight} values take on the heap. */
  long heapBytes(int weight) {
    return weight * meanBytes;
  }

  /** Finds out how large values are by {@code cell}; answers how many bytes were encoded. */
  long sampled(H cell) {
    if (cell.isVacant()) {
      return 0;
    }
    try {
      pack(cell);
    } catch (StageFailure e) {
      // What cannot be encoded need not be as long as it stays.
      return 0;
    }
    observe(packed.length(), cell.weight());
    return packed.length();
  }

  private void observe(int encoded, int weight) {
    samples = Math.min(samples + 1, COUNTED);
    long sample = OBJECT + (long) FACTOR * encoded / Math.max(1, weight);
    meanBytes += (sample - meanBytes) / samples;
  }

  /**
   * What is in the store of {@code namespace} is gone. Whether there was anything, be it something
   * that is on the heap as well.
   */
  boolean clear(Namespace namespace) {
    return any && tier.store().deletePrefix(prefix(namespace));
  }

  /** The groups of which anything has ever been in the store. */
  BitSet groups() {
    return groups;
  }

  /** The store will have nothing of the cell in {@code row}, by a {@link #clear} that follows. */
  void toBeCleared(Row row) {
    ((ColdRow) row).notStored(index);
  }

  /** Shows the keys of {@code namespace} whose cells are in the store alone. */
  void forEachKey(Namespace namespace, Consumer<Key> visitor) {
    if (any) {
      tier.store()
          .forEachKey(
              prefix(namespace),
              bytes -> {
                stop.throwIfStopped();
                CellPlace place = place(bytes);
                if (!isOnHeap(place)) {
                  visitor.accept(place.key);
                }
              });
    }
  }

  /** How many cells are in the store alone. */
  int size() {
    int[] size = new int[1];
    forEachPlace(place -> size[0]++);
    return size[0];
  }

  /** The namespaces that have cells in the store alone. */
  Set<Namespace> namespaces() {
    Set<Namespace> namespaces = new HashSet<>();
    forEachPlace(place -> namespaces.add(place.namespace));
    return namespaces;
  }

  private void forEachPlace(Consumer<CellPlace> visitor) {
    if (any) {
      tier.store()
          .forEachKey(
              number,
              bytes -> {
                CellPlace place = place(bytes);
                if (!isOnHeap(place)) {
                  visitor.accept(place);
                }
              });
    }
  }

  private boolean isOnHeap(CellPlace place) {
    Row row = rows.look(place.key, place.namespace);
    return row != null && row.cell(table) != null;
  }

  private byte[] key(ColdRow row) {
    Key key = requireNonNull(row.key);
    int group = key.group();
    byte[] groupBytes = {(byte) (group >> Byte.SIZE), (byte) group};
    return Bytes.concat(prefix(row.bucket.namespace), groupBytes, keys.prefix(NOTHING, key));
  }

  private byte[] prefix(Namespace namespace) {
    if (!namespace.equals(latest)) {
      latestPrefix = Bytes.concat(number, keys.prefix(namespace));
      latest = namespace;
    }
    return latestPrefix;
  }

  private CellPlace place(byte[] bytes) {
    EntryInput in = new EntryInput(bytes);
    in.skip(NUMBER_BYTES);
    Namespace namespace = keys.namespace(in);
    return new CellPlace(namespace, keys.key(group(in), in));
  }

  private static int group(EntryInput in) {
    return in.read() << Byte.SIZE | in.read();
  }

  private record CellPlace(Namespace namespace, Key key) {}
}
