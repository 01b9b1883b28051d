package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.host.Key;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.BiConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of the keys of one namespace, in memory.
 *
 * <p>A hash table of open addressing whose slots have the hash of a key and the number of its
 * entry, so that a probe seldom looks at a key in vain. Entries are in the order of addition, in
 * pages, so that a table that grows copies no more than its slots. A single value has no object of
 * its own.
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

  // Key and values in turn. What is not an Items is a value, which is never an Items itself.
  private @Nullable Object[][] pages = new Object[1][];
  private int size;

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
    int hash = key.hashCode();
    int mask = slots.length - 1;
    int at = hash >>> shift;
    for (long slot = slots[at]; slot != 0; slot = slots[at]) {
      if (hash(slot) == hash && append(entry(slot), key, value)) {
        return false;
      }
      at = (at + 1) & mask;
    }
    slots[at] = slot(hash, size);
    put(key, value);
    if (size > slots.length - (slots.length >> 2)) {
      grow();
    }
    return true;
  }

  private static long slot(int hash, int entry) {
    return ((long) hash << Integer.SIZE) | (entry + 1);
  }

  @SuppressWarnings("unchecked") // only put and append fill entries
  private boolean append(int entry, Key key, @Nullable V value) {
    Object[] page = pages[entry >>> PAGE_BITS];
    int at = (entry & IN_PAGE) << 1;
    if (!page[at].equals(key)) {
      return false;
    }
    Object held = page[at + 1];
    Items<V> items;
    if (held instanceof Items) {
      items = (Items<V>) held;
    } else {
      items = new Items<>((V) held);
      page[at + 1] = items;
    }
    items.add(value);
    return true;
  }

  private void put(Key key, @Nullable V value) {
    int page = size >>> PAGE_BITS;
    if (page == pages.length) {
      pages = Arrays.copyOf(pages, page + (page >> 1) + 1);
    }
    if (pages[page] == null) {
      pages[page] = new Object[page == 0 ? 2 * FIRST_SLOTS : 2 * PAGE_ENTRIES];
    }
    int at = (size & IN_PAGE) << 1;
    if (at == pages[page].length) {
      pages[page] = Arrays.copyOf(pages[page], 2 * at);
    }
    pages[page][at] = key;
    pages[page][at + 1] = value;
    size++;
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
    return (Key) pages[entry >>> PAGE_BITS][(entry & IN_PAGE) << 1];
  }

  /** The values of an entry. */
  @SuppressWarnings("unchecked") // only put and append fill entries
  List<V> values(int entry) {
    Object held = pages[entry >>> PAGE_BITS][((entry & IN_PAGE) << 1) + 1];
    return held instanceof Items
        ? ((Items<V>) held).snapshot()
        : Collections.singletonList((V) held);
  }

  /** Hands out all entries in the order of addition. */
  void forEach(BiConsumer<Key, List<V>> consumer) {
    for (int entry = 0; entry < size; entry++) {
      consumer.accept(key(entry), values(entry));
    }
  }

  /** Hands out all entries in the order of addition, and lets go of them on the way. */
  void drain(BiConsumer<Key, List<V>> consumer) {
    for (int entry = 0; entry < size; entry++) {
      consumer.accept(key(entry), values(entry));
      if ((entry & IN_PAGE) == IN_PAGE) {
        pages[entry >>> PAGE_BITS] = null;
      }
    }
  }
}
