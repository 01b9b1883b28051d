/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import dev.millrace.execution.harness.Journal;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.transforms.windowing.BoundedWindow;

/**
 * What the splits of a {@link FedSource} have to offer, as the test decides. All copies of a feed
 * are the same one.
 *
 * <p>Threading: used by the test and by readers on any thread.
 */
final class Feed implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final AtomicLong IDS = new AtomicLong();
  private static final Map<Long, List<Split>> SPLITS = new ConcurrentHashMap<>();

  private final long id = IDS.incrementAndGet();
  final Journal journal = new Journal();

  /** A record of a source. */
  record Item(String value, long millis, String recordId) {}

  /** What one split has to offer. */
  static final class Split {
    private final List<Item> items = new ArrayList<>();
    private long watermark = BoundedWindow.TIMESTAMP_MIN_VALUE.getMillis();
    private int vainPolls;

    synchronized void add(Item item) {
      items.add(item);
      vainPolls = 0;
    }

    synchronized void watermark(long millis) {
      watermark = millis;
      vainPolls = 0;
    }

    synchronized long watermark() {
      return watermark;
    }

    synchronized Item get(int index) {
      if (index < items.size()) {
        return items.get(index);
      }
      vainPolls++;
      return null;
    }

    // At the second poll in vain everything that followed from the first is done.
    synchronized boolean drained() {
      return vainPolls >= 2 || watermark >= BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis();
    }
  }

  /** Forgets everything, and has {@code splits} splits from now on. */
  void reset(int splits) {
    journal.take();
    List<Split> all = new ArrayList<>();
    for (int i = 0; i < splits; i++) {
      all.add(new Split());
    }
    SPLITS.put(id, all);
  }

  List<Split> splits() {
    return SPLITS.get(id);
  }

  /** Split {@code split} has a record. */
  void add(int split, String value, long millis) {
    add(split, value, millis, value);
  }

  /** Split {@code split} has a record with an id. */
  void add(int split, String value, long millis, String recordId) {
    splits().get(split).add(new Item(value, millis, recordId));
  }

  /** Split {@code split} has another watermark. */
  void watermark(int split, long millis) {
    splits().get(split).watermark(millis);
  }

  /** Every split has come to its end. */
  void end() {
    splits().forEach(split -> split.watermark(BoundedWindow.TIMESTAMP_MAX_VALUE.getMillis()));
  }

  /** Whether readers have taken everything there is. */
  boolean drained() {
    return splits().stream().allMatch(Split::drained);
  }
}
