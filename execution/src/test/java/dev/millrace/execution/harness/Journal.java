/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.harness;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notes that user functions take, from whichever thread. All copies of a journal are the same one,
 * so that functions that were serialised write where the test reads.
 */
public final class Journal implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong IDS = new AtomicLong();
  private static final Map<Long, Queue<String>> NOTES = new ConcurrentHashMap<>();

  private final long id = IDS.incrementAndGet();

  /** Takes a note. */
  public void add(String note) {
    notes().add(note);
  }

  /** Answers all notes taken, and forgets them. */
  public List<String> take() {
    List<String> taken = List.copyOf(notes());
    notes().clear();
    return taken;
  }

  private Queue<String> notes() {
    return NOTES.computeIfAbsent(id, unused -> new ConcurrentLinkedQueue<>());
  }
}
