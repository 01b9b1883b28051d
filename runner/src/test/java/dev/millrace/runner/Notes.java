/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Notes that functions take: all copies of it are the same one.
 *
 * <p>Threading: safe for use by all threads.
 */
final class Notes implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong IDS = new AtomicLong();
  private static final Map<Long, Queue<String>> NOTES = new ConcurrentHashMap<>();

  private final long id = IDS.incrementAndGet();

  Notes() {
    NOTES.put(id, new ConcurrentLinkedQueue<>());
  }

  void add(String note) {
    NOTES.get(id).add(note);
  }

  /** All notes in the order in which they were taken. */
  List<String> inOrder() {
    return List.copyOf(NOTES.get(id));
  }

  /** All notes in the order of words. */
  List<String> sorted() {
    return NOTES.get(id).stream().sorted().toList();
  }
}
