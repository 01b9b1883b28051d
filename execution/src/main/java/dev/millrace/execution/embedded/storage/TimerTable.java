/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Pending timers by identity: a hash table whose chains run through the timers themselves, so that
 * to look for one makes nothing, neither a key nor an entry.
 */
final class TimerTable {
  private PendingTimer[] slots = new PendingTimer[16];
  private int size;

  /** The timer of that identity, null if none is pending. */
  @Nullable PendingTimer find(TimerName name, @Nullable Key key, Namespace namespace, int hash) {
    for (PendingTimer timer = slots[slot(hash)]; timer != null; timer = timer.next) {
      if (timer.is(name, key, namespace, hash)) {
        return timer;
      }
    }
    return null;
  }

  /** Adds a timer; none of its identity is here. */
  void add(PendingTimer timer) {
    if (size == slots.length) {
      grow();
    }
    size++;
    link(timer);
  }

  /** Removes a timer that is here. */
  void remove(PendingTimer timer) {
    int slot = slot(timer.hash());
    size--;
    PendingTimer rest = timer.next;
    timer.next = null;
    if (slots[slot] == timer) {
      slots[slot] = rest;
      return;
    }
    for (PendingTimer before = slots[slot]; before != null; before = before.next) {
      if (before.next == timer) {
        before.next = rest;
        return;
      }
    }
    throw new IllegalStateException("A timer is removed that is not pending");
  }

  /** Shows all timers, in no particular order. */
  void forEach(Consumer<PendingTimer> action) {
    for (PendingTimer first : slots) {
      for (PendingTimer timer = first; timer != null; timer = timer.next) {
        action.accept(timer);
      }
    }
  }

  private void grow() {
    PendingTimer[] before = slots;
    slots = new PendingTimer[before.length * 2];
    for (PendingTimer first : before) {
      PendingTimer timer = first;
      while (timer != null) {
        PendingTimer rest = timer.next;
        link(timer);
        timer = rest;
      }
    }
  }

  private void link(PendingTimer timer) {
    int slot = slot(timer.hash());
    timer.next = slots[slot];
    slots[slot] = timer;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (slots.length - 1);
  }
}
