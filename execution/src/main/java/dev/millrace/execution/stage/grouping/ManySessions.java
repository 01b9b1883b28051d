/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.grouping;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Many sessions of one key that have not ended, each with its accumulator: intervals of event time
 * in milliseconds that do not overlap. Takes time logarithmic in their number, and what merging
 * takes.
 */
final class ManySessions {
  private final TreeMap<Long, Session> byStart = new TreeMap<>();

  // Where sessions begin, or have begun, that have changed since they were written; null if all
  // have.
  private @Nullable Set<Long> changed;

  /** A session: from its start to before its end. */
  record Session(long start, long end, Object accumulator) {}

  boolean isEmpty() {
    return byStart.isEmpty();
  }

  Session first() {
    return byStart.firstEntry().getValue();
  }

  Object removeFirst() {
    Session first = first();
    remove(first);
    return first.accumulator;
  }

  private void remove(Session session) {
    byStart.remove(session.start);
    changes(session);
  }

  private void changes(Session session) {
    if (changed != null) {
      changed.add(session.start);
    }
  }

  /** All sessions have been written: changes count from now. */
  void written() {
    changed = new HashSet<>();
  }

  /**
   * Where sessions begin that have changed since they were {@linkplain #written written}, or that
   * were there then and are no more; null if none was written.
   */
  @Nullable Set<Long> changed() {
    return changed;
  }

  /** The session that begins at {@code start}, if there is one. */
  @Nullable Session beginningAt(long start) {
    return byStart.get(start);
  }

  Collection<Session> all() {
    return byStart.values();
  }

  /** Adds a session that overlaps none. */
  void put(Session session) {
    byStart.put(session.start, session);
    changes(session);
  }

  /** Adds a session of one value, merged with those that it overlaps. */
  void add(long start, long end, @Nullable Object value, Accumulation how) {
    Session first = earliestOverlapped(start, end);
    if (first == null) {
      put(new Session(start, end, how.first(value)));
      return;
    }
    long mergedEnd = Math.max(first.end, end);
    Object accumulator = how.add(first.accumulator, value);
    remove(first);
    for (Session next = next(first); next != null && next.start < end; next = next(next)) {
      accumulator = how.merge(accumulator, next.accumulator);
      mergedEnd = Math.max(next.end, end);
      remove(next);
    }
    put(new Session(Math.min(first.start, start), mergedEnd, accumulator));
  }

  private @Nullable Session earliestOverlapped(long start, long end) {
    Session earliest = null;
    for (Session before = session(byStart.lowerEntry(end));
        before != null && before.end > start;
        before = session(byStart.lowerEntry(before.start))) {
      earliest = before;
    }
    return earliest;
  }

  private @Nullable Session next(Session session) {
    return session(byStart.higherEntry(session.start));
  }

  private static @Nullable Session session(@Nullable Entry<Long, Session> entry) {
    return entry == null ? null : entry.getValue();
  }
}
