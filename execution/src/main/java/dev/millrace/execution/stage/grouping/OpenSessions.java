/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import dev.millrace.execution.stage.grouping.ManySessions.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.joda.time.Instant;

/**
 * The sessions of one key that have not ended, each with its accumulator: intervals of event time
 * in milliseconds that do not overlap, in their order. Mostly there is one; where there are many,
 * they are kept as {@link ManySessions}.
 */
final class OpenSessions extends ActiveWindows {
  private static final int FEW = 2;
  private static final int MANY = 64;

  private @Nullable ManySessions many;
  private long[] starts = new long[FEW];
  private long[] ends = new long[FEW];
  private Object[] accumulators = new Object[FEW];
  private int size;

  @Override
  boolean isEmpty() {
    return many == null ? size == 0 : many.isEmpty();
  }

  @Override
  long firstEnd() {
    return (many == null ? ends[0] : many.first().end()) - 1;
  }

  @Override
  BoundedWindow first() {
    long start = many == null ? starts[0] : many.first().start();
    return new IntervalWindow(Instant.ofEpochMilli(start), Instant.ofEpochMilli(firstEnd() + 1));
  }

  @Override
  void add(BoundedWindow window, @Nullable Object value, Accumulation how) {
    IntervalWindow session = (IntervalWindow) window;
    long start = session.start().getMillis();
    long end = session.end().getMillis();
    if (many == null) {
      add(start, end, value, how);
    } else {
      many.add(start, end, value, how);
    }
  }

  // What is added is merged at once.
  @Override
  void merge(Accumulation how) {}

  // Merges the session, from start to before end, with those that it overlaps.
  private void add(long start, long end, @Nullable Object value, Accumulation how) {
    int last = size - 1;
    while (last >= 0 && starts[last] >= end) {
      last--;
    }
    int first = last + 1;
    while (first > 0 && ends[first - 1] > start) {
      first--;
    }
    if (first > last) {
      insert(first, start, end, how.first(value));
    } else {
      starts[first] = Math.min(starts[first], start);
      accumulators[first] = how.add(accumulators[first], value);
      for (int i = first + 1; i <= last; i++) {
        accumulators[first] = how.merge(accumulators[first], accumulators[i]);
      }
      ends[first] = Math.max(ends[last], end);
      remove(first + 1, last + 1);
    }
  }

  @Override
  Object removeFirst() {
    if (many != null) {
      return many.removeFirst();
    }
    Object accumulator = accumulators[0];
    remove(0, 1);
    return accumulator;
  }

  private void insert(int index, long start, long end, Object accumulator) {
    if (size == MANY) {
      toMany().put(new Session(start, end, accumulator));
      return;
    }
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
      accumulators = Arrays.copyOf(accumulators, 2 * size);
    }
    move(index, index + 1);
    starts[index] = start;
    ends[index] = end;
    accumulators[index] = accumulator;
    size++;
  }

  /** Adds a session behind all others. */
  void append(Session session) {
    if (many == null) {
      insert(size, session.start(), session.end(), session.accumulator());
    } else {
      many.put(session);
    }
  }

  /** The sessions where they are kept as many, else null. */
  @Nullable ManySessions many() {
    return many;
  }

  /** All sessions, in their order. */
  Collection<Session> all() {
    if (many != null) {
      return many.all();
    }
    List<Session> all = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      all.add(new Session(starts[i], ends[i], accumulators[i]));
    }
    return all;
  }

  /** Keeps the sessions as many from now on. */
  ManySessions toMany() {
    ManySessions all = new ManySessions();
    all().forEach(all::put);
    many = all;
    starts = new long[0];
    ends = new long[0];
    accumulators = new Object[0];
    size = 0;
    return all;
  }

  private void remove(int from, int to) {
    move(to, from);
    int left = size - (to - from);
    Arrays.fill(accumulators, left, size, null);
    size = left;
  }

  private void move(int from, int to) {
    System.arraycopy(starts, from, starts, to, size - from);
    System.arraycopy(ends, from, ends, to, size - from);
    System.arraycopy(accumulators, from, accumulators, to, size - from);
  }
}
