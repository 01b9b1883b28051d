/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import com.google.common.collect.FluentIterable;
import dev.millrace.execution.embedded.channel.StopSignal;
import dev.millrace.execution.embedded.grouping.Items;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.BiConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Items in the order of their times, those of one time in the order of their addition. To look at a
 * range is to keep the tree as of now: it costs no copy, however much of it is then read.
 *
 * <p>What a look may still see is not changed but copied first, a path at a time; where nobody has
 * looked since it was made or copied, it is changed in place.
 *
 * <p>The tree is a treap: no node has a higher rank than the node above it, and a time's rank is a
 * scramble of its bits, so that equal ranks are equal times. Everything takes time logarithmic in
 * the number of times.
 */
final class TimeTree<T> {
  private @Nullable Node<T> root;

  // The owner of the nodes that no look sees.
  private Object owner = new Object();

  /** Adds {@code item} at {@code time}. */
  void add(long time, T item) {
    root = add(root, time, scramble(time), item);
  }

  /** Removes the items from {@code from}, inclusive, to {@code to}, exclusive. */
  void clear(long from, long to) {
    Halves<T> first = split(root, from);
    Halves<T> second = split(first.after, to);
    root = join(first.before, second.after);
  }

  boolean isEmpty() {
    return root == null;
  }

  /** The earliest time of which there are items; {@code Long.MAX_VALUE} if there are none. */
  long earliest() {
    long earliest = Long.MAX_VALUE;
    for (Node<T> node = root; node != null; node = node.before) {
      earliest = node.time;
    }
    return earliest;
  }

  /**
   * The items from {@code from}, inclusive, to {@code to}, exclusive, as of now.
   *
   * @param stop ends reading them when the job is being stopped
   */
  Iterable<T> between(long from, long to, StopSignal stop) {
    Node<T> now = root;
    owner = new Object();
    return new FluentIterable<>() {
      @Override
      public Iterator<T> iterator() {
        return new Walk<>(now, from, to, stop);
      }
    };
  }

  /** The items at {@code time} as of now, in the order of their addition. */
  List<T> at(long time, StopSignal stop) {
    Node<T> node = root;
    while (node != null && node.time != time) {
      node = time < node.time ? node.before : node.after;
    }
    return node == null ? List.of() : node.items.snapshot(stop);
  }

  /** Shows all times and their items as of now, the times in no particular order. */
  void forEachTime(BiConsumer<Long, List<T>> consumer, StopSignal stop) {
    Deque<Node<T>> ahead = new ArrayDeque<>();
    if (root != null) {
      ahead.push(root);
    }
    while (!ahead.isEmpty()) {
      Node<T> node = ahead.pop();
      consumer.accept(node.time, node.items.snapshot(stop));
      if (node.before != null) {
        ahead.push(node.before);
      }
      if (node.after != null) {
        ahead.push(node.after);
      }
    }
  }

  private Node<T> add(@Nullable Node<T> node, long time, long rank, T item) {
    if (node == null || rank > node.rank) {
      Halves<T> halves = split(node, time);
      return new Node<>(owner, time, rank, new Items<>(item), halves.before, halves.after);
    }
    Node<T> own = own(node);
    if (time == own.time) {
      own.items.add(item);
    } else if (time < own.time) {
      own.before = add(own.before, time, rank, item);
    } else {
      own.after = add(own.after, time, rank, item);
    }
    return own;
  }

  private Halves<T> split(@Nullable Node<T> node, long time) {
    if (node == null) {
      return new Halves<>(null, null);
    }
    Node<T> own = own(node);
    if (own.time < time) {
      Halves<T> rest = split(own.after, time);
      own.after = rest.before;
      return new Halves<>(own, rest.after);
    }
    Halves<T> rest = split(own.before, time);
    own.before = rest.after;
    return new Halves<>(rest.before, own);
  }

  private @Nullable Node<T> join(@Nullable Node<T> before, @Nullable Node<T> after) {
    if (before == null || after == null) {
      return before == null ? after : before;
    }
    if (before.rank > after.rank) {
      Node<T> own = own(before);
      own.after = join(own.after, after);
      return own;
    }
    Node<T> own = own(after);
    own.before = join(before, own.before);
    return own;
  }

  private Node<T> own(Node<T> node) {
    return node.owner == owner
        ? node
        : new Node<>(owner, node.time, node.rank, node.items.fork(), node.before, node.after);
  }

  // Each step can be undone: no two times have the same rank.
  private static long scramble(long time) {
    long bits = (time ^ (time >>> 33)) * 0xff51afd7ed558ccdL;
    bits = (bits ^ (bits >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return bits ^ (bits >>> 33);
  }

  private record Halves<T>(@Nullable Node<T> before, @Nullable Node<T> after) {}

  private static final class Node<T> {
    final Object owner;
    final long time;
    final long rank;
    final Items<T> items;
    @Nullable Node<T> before;
    @Nullable Node<T> after;

    Node(
        Object owner,
        long time,
        long rank,
        Items<T> items,
        @Nullable Node<T> before,
        @Nullable Node<T> after) {
      this.owner = owner;
      this.time = time;
      this.rank = rank;
      this.items = items;
      this.before = before;
      this.after = after;
    }
  }

  /** Goes through the items of a range in order. */
  private static final class Walk<T> implements Iterator<T> {
    private final long to;
    private final StopSignal stop;
    // Of each, what is before it has been passed.
    private final Deque<Node<T>> path = new ArrayDeque<>();
    private Iterator<T> simultaneous = List.<T>of().iterator();

    Walk(@Nullable Node<T> root, long from, long to, StopSignal stop) {
      this.to = to;
      this.stop = stop;
      for (Node<T> node = root; node != null; node = node.time < from ? node.after : node.before) {
        if (node.time >= from) {
          path.push(node);
        }
      }
    }

    @Override
    public boolean hasNext() {
      return simultaneous.hasNext() || (!path.isEmpty() && path.peek().time < to);
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (!simultaneous.hasNext()) {
        Node<T> next = path.pop();
        for (Node<T> node = next.after; node != null; node = node.before) {
          path.push(node);
        }
        simultaneous = next.items.snapshot(stop).iterator();
      }
      return simultaneous.next();
    }
  }
}
