/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The values of many groups. The first few of a group are in a log that all groups share, and if
 * there are more, all are in a sequence of the group's own: where groups are many their values come
 * in no order, and what is done here touches nothing but the end of the log.
 *
 * <p>A group is known by a number that says where its values are, and that changes with each.
 *
 * @param <V> the type of the values
 */
final class GroupedValues<V> {
  /** How many values of a group are in the log at most. */
  private static final int FEW = 8;

  /** Instead of how many values a group has in the log. */
  private static final int MANY = -1;

  private final StopSignal stop;
  private final ValueLog log;

  // Each an Items or a NumberItems; null where a group has been released.
  private final List<@Nullable Object> many = new ArrayList<>(0);

  /** No groups yet; values handed out are no longer read when {@code stop} says so. */
  GroupedValues(StopSignal stop) {
    this.stop = stop;
    this.log = new ValueLog(stop);
  }

  /**
   * A group of one value.
   *
   * @throws IllegalStateException if there are as many as can be
   */
  long first(@Nullable V value) {
    if (!log.hasRoom()) {
      throw new IllegalStateException("There are too many values of small groups in one window");
    }
    return group(log.add(value, ValueLog.NONE), 1);
  }

  /** What {@code group} is with one more value. */
  long add(long group, @Nullable V value) {
    int count = count(group);
    if (count == MANY) {
      addToMany(index(group), value);
      return group;
    }
    if (count < FEW && log.hasRoom()) {
      return group(log.add(value, index(group)), count + 1);
    }
    many.add(sequence(group));
    addToMany(many.size() - 1, value);
    return group(many.size() - 1, MANY);
  }

  private Object sequence(long group) {
    NumberKind kind = log.kind();
    return kind == null
        ? new Items<>(log.latestValues(index(group), count(group)))
        : new NumberItems(kind, log.latestNumbers(index(group), count(group)));
  }

  @SuppressWarnings("unchecked") // only values were added
  private void addToMany(int index, @Nullable V value) {
    Object held = many.get(index);
    if (held instanceof NumberItems numbers) {
      if (numbers.add(value)) {
        return;
      }
      held = new Items<V>(numbers.boxed());
      many.set(index, held);
    }
    ((Items<V>) held).add(value);
  }

  /** The values of {@code group}, in the order of addition. */
  @SuppressWarnings("unchecked") // only values were added
  List<V> get(long group) {
    int count = count(group);
    if (count != MANY) {
      return (List<V>) log.latest(index(group), count);
    }
    Object held = many.get(index(group));
    return held instanceof NumberItems numbers
        ? (List<V>) numbers.snapshot(stop)
        : ((Items<V>) held).snapshot(stop);
  }

  /** Lets go of the values of {@code group}, which is not asked for again, if they are many. */
  void release(long group) {
    if (count(group) == MANY) {
      many.set(index(group), null);
    }
  }

  private static long group(int index, int count) {
    return ((long) index << Integer.SIZE) | (count & 0xFFFF_FFFFL);
  }

  private static int index(long group) {
    return (int) (group >>> Integer.SIZE);
  }

  private static int count(long group) {
    return (int) group;
  }
}
