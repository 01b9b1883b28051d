/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import com.google.common.collect.Iterators;
import dev.millrace.execution.host.AdmittedValues;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * The values of several lists, one list after the other. Unmodifiable if the lists are; can be
 * serialised if the values can.
 *
 * @param <V> the type of the values
 */
final class JoinedValues<V> implements Iterable<V>, Serializable, AdmittedValues {
  private static final long serialVersionUID = 1L;

  private final transient List<List<V>> parts;

  private JoinedValues(List<List<V>> parts) {
    this.parts = parts;
  }

  /** The values of {@code parts}, of which there is at least one. */
  static <V> Iterable<V> of(List<List<V>> parts) {
    return parts.size() == 1 ? parts.get(0) : new JoinedValues<>(parts);
  }

  @Override
  public Iterator<V> iterator() {
    return Iterators.concat(Iterators.transform(parts.iterator(), List::iterator));
  }

  @Override
  public String toString() {
    return copy().toString();
  }

  private List<V> copy() {
    List<V> copy = new ArrayList<>();
    forEach(copy::add);
    return Collections.unmodifiableList(copy);
  }

  private Object writeReplace() {
    return copy();
  }
}
