/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.stage.source;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.nio.ByteBuffer;
import java.time.Duration;

/** The ids of records that a source has delivered lately, for a source that may repeat itself. */
final class RecentRecords {
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final long MAX_REMEMBERED = 1_000_000;

  private final Cache<Id, Boolean> seen =
      CacheBuilder.newBuilder()
          .expireAfterAccess(REMEMBERED)
          .maximumSize(MAX_REMEMBERED)
          .concurrencyLevel(1)
          .build();

  /** Remembers {@code recordId}; answers whether it was not known yet. */
  boolean isNew(byte[] recordId) {
    return seen.asMap().putIfAbsent(new Id(ByteBuffer.wrap(recordId)), true) == null;
  }

  private record Id(ByteBuffer bytes) {}
}
