/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Namespace;
import java.util.function.Consumer;

/**
 * Pending timers by namespace: a hash table whose chains run through the timers themselves, both
 * ways, so that adding or removing one makes and searches nothing.
 */
final class TimersByNamespace {
  private PendingTimer[] slots = new PendingTimer[16];
  private int size;

  /**
   * Adds a timer.
   *
   * @param hash that of its namespace
   */
  void add(PendingTimer timer, int hash) {
    if (size == slots.length) {
      grow();
    }
    size++;
    link(timer, hash);
  }

  /** Removes a timer that is here. */
  void remove(PendingTimer timer) {
    PendingTimer before = timer.previousInNamespace;
    PendingTimer after = timer.nextInNamespace;
    if (before == null) {
      slots[slot(timer.namespace().hashCode())] = after;
    } else {
      before.nextInNamespace = after;
    }
    if (after != null) {
      after.previousInNamespace = before;
    }
    timer.previousInNamespace = null;
    timer.nextInNamespace = null;
    size--;
  }

  /** Shows all timers of {@code namespace}, in no particular order; each may be removed by that. */
  void forEach(Namespace namespace, Consumer<PendingTimer> action) {
    PendingTimer timer = slots[slot(namespace.hashCode())];
    while (timer != null) {
      PendingTimer rest = timer.nextInNamespace;
      if (timer.namespace().equals(namespace)) {
        action.accept(timer);
      }
      timer = rest;
    }
  }

  private void grow() {
    PendingTimer[] before = slots;
    slots = new PendingTimer[before.length * 2];
    for (PendingTimer first : before) {
      PendingTimer timer = first;
      while (timer != null) {
        PendingTimer rest = timer.nextInNamespace;
        timer.previousInNamespace = null;
        link(timer, timer.namespace().hashCode());
        timer = rest;
      }
    }
  }

  private void link(PendingTimer timer, int hash) {
    int slot = slot(hash);
    PendingTimer first = slots[slot];
    timer.nextInNamespace = first;
    if (first != null) {
      first.previousInNamespace = timer;
    }
    slots[slot] = timer;
  }

  private int slot(int hash) {
    return (hash ^ (hash >>> 16)) & (slots.length - 1);
  }
}
