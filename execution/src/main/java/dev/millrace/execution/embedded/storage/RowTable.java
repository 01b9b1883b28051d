/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The rows of one transform in one instance, by namespace and then by key. Whoever has a row has
 * all cells and timers of its key and namespace without looking for them again.
 *
 * <p>Not thread-safe.
 */
final class RowTable {
  private final Map<Namespace, Bucket> buckets = new HashMap<>();
  private final @Nullable ColdTier tier;
  private int tables;

  /** Hears of changes of the timers in these rows; null where nothing is tracked. */
  @Nullable TimerChanges timerChanges;

  // Most jobs have one window at a time, and an element asks for several things of its key. What is
  // latest need not be in the table: nothing else of its namespace, or key, is then.
  private @Nullable Bucket latestBucket;
  private @Nullable Row latestRow;

  /**
   * No rows yet.
   *
   * @param tier where rows go that are not used, null if all stay here
   */
  RowTable(@Nullable ColdTier tier) {
    this.tier = tier;
  }

  /** Where rows go that are not used, null if all stay here. */
  @Nullable ColdTier tier() {
    return tier;
  }

  /** Tells that there is one more table whose cells are in rows, and answers its number. */
  int addTable() {
    return tables++;
  }

  /** Whether all cells are of one table. */
  boolean hasOneTable() {
    return tables == 1;
  }

  /** The row of {@code key} in {@code namespace}; where there is none, one that is not present. */
  @SuppressWarnings("ReferenceEquality") // the same key travels with a run of elements
  Row row(@Nullable Key key, Namespace namespace) {
    Row latest = latestRow;
    if (latest != null && latest.key == key && latest.bucket.is(namespace)) {
      return latest;
    }
    Bucket bucket = bucketOrEmpty(namespace);
    int hash = hash(key);
    Row row = bucket.find(key, hash);
    if (row == null) {
      row = tier == null ? new Row(key, hash, bucket) : new ColdRow(key, hash, bucket, tier);
    }
    latestRow = row;
    return row;
  }

  /** The row of {@code key} in {@code namespace}, null if it has nothing. */
  @SuppressWarnings("ReferenceEquality") // the same key travels with a run of elements
  @Nullable Row existing(@Nullable Key key, Namespace namespace) {
    Row latest = latestRow;
    if (latest != null && latest.key == key && latest.bucket.is(namespace)) {
      return latest.isPresent() ? latest : null;
    }
    Bucket bucket = bucket(namespace);
    if (bucket == null) {
      return null;
    }
    Row row = bucket.find(key, hash(key));
    if (row != null) {
      latestRow = row;
    }
    return row;
  }

  private static int hash(@Nullable Key key) {
    return key == null ? 0 : key.hashCode();
  }

  /** As {@link #existing}, of a key that is not the next to be asked for. */
  @Nullable Row look(Key key, Namespace namespace) {
    Bucket bucket = buckets.get(namespace);
    return bucket == null ? null : bucket.find(key, hash(key));
  }

  /** The row of the same key and namespace as {@code row}, which is present from now on. */
  Row present(Row row) {
    if (row.isPresent()) {
      return row;
    }
    Row present = row(row.key, row.bucket.namespace);
    if (!present.isPresent()) {
      Bucket bucket = present.bucket;
      if (bucket.isEmpty()) {
        buckets.put(bucket.namespace, bucket);
        latestBucket = bucket;
      }
      bucket.add(present);
      latestRow = present;
    }
    return present;
  }

  /** Removes {@code row} if it has nothing any more. */
  void removeIfEmpty(Row row) {
    if (row.isEmpty()) {
      Bucket bucket = row.bucket;
      bucket.remove(row);
      if (bucket.isEmpty()) {
        buckets.remove(bucket.namespace);
      }
    }
  }

  /** The bucket of {@code namespace}, null if nothing is there. */
  @Nullable Bucket bucket(Namespace namespace) {
    Bucket latest = latestBucket;
    if (latest != null && latest.is(namespace)) {
      return latest.isEmpty() ? null : latest;
    }
    Bucket bucket = buckets.get(namespace);
    if (bucket != null) {
      latestBucket = bucket;
    }
    return bucket;
  }

  private Bucket bucketOrEmpty(Namespace namespace) {
    Bucket bucket = bucket(namespace);
    if (bucket != null) {
      return bucket;
    }
    Bucket latest = latestBucket;
    if (latest == null || !latest.is(namespace)) {
      latest = new Bucket(this, namespace);
      latestBucket = latest;
    }
    return latest;
  }

  /** Drops all rows of {@code bucket}, in which no timers are pending, in {@code epoch}. */
  void drop(Bucket bucket, int epoch) {
    if (tier != null) {
      bucket.forEach(tier::left);
    }
    buckets.remove(bucket.namespace);
    bucket.drop(epoch);
    latestBucket = null;
    latestRow = null;
  }

  /** Shows all buckets, in no particular order; each may be removed by that. */
  void forEach(Consumer<Bucket> action) {
    new ArrayList<>(buckets.values()).forEach(action);
  }
}
