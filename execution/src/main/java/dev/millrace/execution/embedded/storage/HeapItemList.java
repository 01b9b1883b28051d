/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import com.google.common.primitives.Bytes;
import com.google.common.primitives.Ints;
import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.checkpoint.keyed.EntryCodec;
import dev.millrace.execution.host.ItemList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;

/**
 * A list of items on the heap.
 *
 * <p>Threading: used by its instance's thread alone.
 */
public final class HeapItemList<T> implements ItemList<T> {
  private final StateId id;
  private final EntryCodec<T> codec;
  private final List<T> restored;
  private List<T> items = List.of();

  /** The list {@code id}, which begins with its share of what is restored. */
  public static <T> HeapItemList<T> shared(StateId id, Coder<T> coder, RestoredState from) {
    HeapItemList<T> list = new HeapItemList<>(id, coder, from.share(id));
    list.items = list.restored;
    return list;
  }

  /** The list {@code id}, which begins with all that is restored, and with nothing of its own. */
  public static <T> HeapItemList<T> union(StateId id, Coder<T> coder, RestoredState from) {
    return new HeapItemList<>(id, coder, from.ungrouped(id));
  }

  private HeapItemList(StateId id, Coder<T> coder, List<byte[]> restored) {
    this.id = id;
    this.codec = new EntryCodec<>(id, coder);
    List<T> begun = new ArrayList<>();
    for (byte[] item : restored) {
      begun.add(codec.decoded(item));
    }
    this.restored = Collections.unmodifiableList(begun);
  }

  @Override
  public List<T> restored() {
    return restored;
  }

  @Override
  public void set(List<T> newItems) {
    items = List.copyOf(newItems);
  }

  /** Puts all items of instance {@code instance} into {@code sink}. */
  public void capture(int instance, StateSink sink) {
    for (int i = 0; i < items.size(); i++) {
      byte[] key = Bytes.concat(Ints.toByteArray(instance), Ints.toByteArray(i));
      sink.put(id, StateId.UNGROUPED, key, codec.encoded(items.get(i)));
    }
  }
}
