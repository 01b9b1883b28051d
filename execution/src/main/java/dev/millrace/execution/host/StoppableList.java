/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.host;

import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A view of a list that does not change any more, for user code to read. Reading throws {@link
 * Stopped} when the job is being stopped, as there may be much to do for each item. Unmodifiable;
 * can be serialised if the items can. May be read by several threads.
 */
public final class StoppableList<T> extends AbstractList<T> implements RandomAccess, Serializable {
  private static final long serialVersionUID = 1L;

  private final transient List<T> items;
  private final transient StopCheck stop;

  /** A view of {@code items}, of which each is found at once. */
  public StoppableList(List<T> items, StopCheck stop) {
    this.items = items;
    this.stop = stop;
  }

  @Override
  public @Nullable T get(int index) {
    stop.throwIfStopped();
    return items.get(index);
  }

  @Override
  public int size() {
    return items.size();
  }

  private Object writeReplace() {
    return new ArrayList<>(items);
  }
}
