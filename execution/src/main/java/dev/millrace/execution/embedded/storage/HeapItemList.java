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
  private List<T> items;

  /** The list {@code id}, with what is restored of it. */
  public HeapItemList(StateId id, Coder<T> coder, RestoredState from) {
    this.id = id;
    this.codec = new EntryCodec<>(id, coder);
    List<T> begun = new ArrayList<>();
    for (byte[] item : from.share(id)) {
      begun.add(codec.decoded(item));
    }
    this.restored = Collections.unmodifiableList(begun);
    this.items = restored;
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
