/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.host.Key;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of the keys of one namespace, in memory.
 *
 * <p>A hash table of open addressing whose slots have the hash of a key and the number of its
 * entry, so that a probe seldom looks at a key in vain, and not at all where keys are whole
 * numbers: these are in the entries. Entries are in the order of addition, in pages, so that a
 * table that grows copies no more than its slots.
 *
 * @param <V> the type of the values
 */
final class GroupTable<V> {
  private static final int FIRST_SLOTS = 16;
  private static final int PAGE_BITS = 8;
  private static final int PAGE_ENTRIES = 1 << PAGE_BITS;
  private static final int IN_PAGE = PAGE_ENTRIES - 1;

  // The upper half of a slot is the hash, the lower the number of the entry and one; 0 is free. The
  // home of a hash are its upper bits, as the lower ones are alike for the keys of one instance.
  private long[] slots = new long[FIRST_SLOTS];
  private int shift = Integer.SIZE - Integer.numberOfTrailingZeros(FIRST_SLOTS);

  private Key[][] keys = new Key[1][];

  // Of each entry the number that its key is, if all keys are of one kind, and its group of values.
  private long[][] entries = new long[1][];
  private @Nullable NumberKind keyKind;
  private final StopSignal stop;
  private final GroupedValues<V> values;
  private @Nullable EntryChanges changes;
  private int size;

  /** An empty table; {@code stop} ends long loops over it and over the values handed out. */
  GroupTable(StopSignal stop) {
    this.stop = stop;
    this.values = new GroupedValues<>(stop);
  }

  /**
   * Tells {@code entryChanges} from now on which entries change; the table is empty, or as told.
   */
  void track(EntryChanges entryChanges) {
    changes = entryChanges;
  }

  /** How many keys there are. */
  int size() {
    return size;
  }

  /**
   * Adds {@code value} to those of {@code key}.
   *
   * @return whether it is the key's first
   */
  boolean add(Key key, @Nullable V value) {
    long number = number(key);
    int hash = key.hashCode();
    int mask = slots.length - 1;
    int at = hash >>> shift;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      if (hash(slot) == hash && append(entry(slot), key, number, value)) {
        return false;
      }
      at = (at + 1) & mask;
    }
    slots[at] = slot(hash, size);
    put(key, number, value);
    if (size > slots.length - (slots.length >> 2)) {
      grow();
    }
    return true;
  }

  // Doubles that are equal may differ in their bits.
  private long number(Key key) {
    NumberKind kind = NumberKind.of(key.structural());
    if (size == 0 && kind != NumberKind.DOUBLE) {
      keyKind = kind;
    } else if (kind != keyKind) {
      keyKind = null;
    }
    return keyKind == null ? 0 : keyKind.bits(key.structural());
  }

  private static long slot(int hash, int entry) {
    return ((long) hash << Integer.SIZE) | (entry + 1);
  }

  private boolean append(int entry, Key key, long number, @Nullable V value) {
    long[] page = entries[entry >>> PAGE_BITS];
    int at = (entry & IN_PAGE) << 1;
    if (keyKind == null ? !key(entry).equals(key) : page[at] != number) {
      return false;
    }
    if (changes != null) {
      changes.change(entry);
    }
    page[at + 1] = values.add(page[at + 1], value);
    return true;
  }

  private void put(Key key, long number, @Nullable V value) {
    int page = size >>> PAGE_BITS;
    int at = size & IN_PAGE;
    if (page == keys.length || keys[page] == null || at == keys[page].length) {
      makeRoom(page, at);
    }
    keys[page][at] = key;
    entries[page][2 * at] = number;
    entries[page][2 * at + 1] = values.first(value);
    if (changes != null) {
      changes.change(size);
    }
    size++;
  }

  private void makeRoom(int page, int at) {
    if (page == keys.length) {
      int pages = page + (page >> 1) + 1;
      keys = Arrays.copyOf(keys, pages);
      entries = Arrays.copyOf(entries, pages);
    }
    // The first page grows: many tables are small.
    int length = page > 0 ? PAGE_ENTRIES : Math.max(FIRST_SLOTS, 2 * at);
    keys[page] = at == 0 ? new Key[length] : Arrays.copyOf(keys[page], length);
    entries[page] = at == 0 ? new long[2 * length] : Arrays.copyOf(entries[page], 2 * length);
  }

  private void grow() {
    if (slots.length == 1 << 30) {
      throw new IllegalStateException("There are too many keys in one window: " + size);
    }
    long[] old = slots;
    slots = new long[2 * old.length];
    shift--;
    int mask = slots.length - 1;
    for (long slot : old) {
      if (slot != 0) {
        int at = hash(slot) >>> shift;
        while (slots[at] != 0) {
          at = (at + 1) & mask;
        }
        slots[at] = slot;
      }
    }
  }

  /** The slots that are taken, those of a lower {@link #hash} first. */
  long[] slotsByHash() {
    long[] taken = new long[size];
    int count = 0;
    for (long slot : slots) {
      if (slot != 0) {
        taken[count++] = slot;
      }
    }
    Arrays.sort(taken);
    return taken;
  }

  /** The hash that a slot has. */
  static int hash(long slot) {
    return (int) (slot >>> Integer.SIZE);
  }

  /** The number of the entry that a slot has. */
  static int entry(long slot) {
    return (int) slot - 1;
  }

  /** The key of an entry. */
  Key key(int entry) {
    return keys[entry >>> PAGE_BITS][entry & IN_PAGE];
  }

  /** The values of an entry, in the order of addition. */
  List<V> values(int entry) {
    return values.get(group(entry));
  }

  private long group(int entry) {
    return entries[entry >>> PAGE_BITS][((entry & IN_PAGE) << 1) + 1];
  }

  /** Hands out all entries in the order of addition. */
  void forEach(BiConsumer<Key, List<V>> consumer) {
    for (int entry = 0; entry < size; entry++) {
      stop.throwIfStopped();
      consumer.accept(key(entry), values(entry));
    }
  }

  /** Hands out all entries in the order of addition, and lets go of large groups on the way. */
  void drain(BiConsumer<Key, List<V>> consumer) {
    for (int entry = 0; entry < size; entry++) {
      stop.throwIfStopped();
      List<V> drained = values(entry);
      values.release(group(entry));
      consumer.accept(key(entry), drained);
    }
  }
}
