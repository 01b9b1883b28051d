/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A question that every engine answers about the same generated data. */
public enum Query {
  /** One element from source to sink: what an engine needs to start and to end. */
  EMPTY(1, false),
  /** Lines of a log, unchanged. */
  IDENTITY(10_000_000, false),
  /** Two lines in five. */
  SAMPLE(10_000_000, false),
  /** One field of every line. */
  PROJECTION(10_000_000, false),
  /** The lines with a certain word. */
  GREP(10_000_000, false),
  /** Ten ParDos in a row, each an addition. */
  TEN_PARDOS(10_000_000, false),
  /** Numbers that change their worker. */
  RESHUFFLE(2_000_000, true),
  /** Words of lines of text, counted. */
  WORD_COUNT(1_000_000, true),
  /** Values grouped under 100 keys, then folded. */
  GROUP_FEW_KEYS(4_000_000, true),
  /** Values grouped under half as many keys as there are values, then folded. */
  GROUP_MANY_KEYS(2_000_000, true),
  /** Values grouped by key and minute, then folded. */
  FIXED_WINDOWS(2_000_000, true),
  /** Values grouped by key and a minute that begins every five seconds, then folded. */
  SLIDING_WINDOWS(1_000_000, true),
  /** Values grouped by key and period of activity, then folded. */
  SESSIONS(1_000_000, true),
  /** A fold in state, per key and minute, that a timer emits. */
  STATEFUL(2_000_000, true),
  /** Numbers weighted by a map of 100 thousand entries that every worker holds. */
  SIDE_INPUT(2_000_000, false),
  /** Two collections grouped by key together, then folded. */
  CO_GROUP(2_000_000, true),
  /** Elements of a stream counted by key and minute. */
  UNBOUNDED(2_000_000, true),

  /** One element through a hundred ParDos: what it takes to translate a pipeline. */
  HUNDRED_PARDOS(1, false),
  /** A paced stream that changes workers twice. */
  LATENCY(20 * Pace.PER_SECOND, true),
  /** {@link #WORD_COUNT} over more than a gigabyte of text. */
  WORD_COUNT_GIGABYTE(12_000_000, true),
  /** {@link #GROUP_MANY_KEYS} with ten million keys. */
  GROUP_TEN_MILLION_KEYS(20_000_000, true),

  /** Nexmark 0: every event, unchanged. */
  NEXMARK_0(100_000, false),
  /** Nexmark 1: bids in another currency. */
  NEXMARK_1(100_000, false),
  /** Nexmark 2: bids for some auctions. */
  NEXMARK_2(100_000, false),
  /** Nexmark 3: who sells in some states, joined in state with timers. */
  NEXMARK_3(100_000, true),
  /** Nexmark 4: the average price of closed auctions per category. */
  NEXMARK_4(100_000, true),
  /** Nexmark 5: the auctions with most bids, in sliding windows. */
  NEXMARK_5(100_000, true),
  /** Nexmark 6: the average price of the last ten closed auctions per seller. */
  NEXMARK_6(100_000, true),
  /** Nexmark 7: the highest bid per window, by a side input. */
  NEXMARK_7(100_000, true),
  /** Nexmark 8: new people who open auctions, a join in windows. */
  NEXMARK_8(100_000, true),
  /** Nexmark 9: the winning bid per auction, in windows of its own kind. */
  NEXMARK_9(100_000, true),
  /** Nexmark 10: events grouped by shard with early panes, as for log files; none are written. */
  NEXMARK_10(100_000, true),
  /** Nexmark 11: bids per session of a user. */
  NEXMARK_11(100_000, true),
  /** Nexmark 12: bids per user in windows of processing time. */
  NEXMARK_12(100_000, true),
  /** Nexmark 13: bids joined with a side input. */
  NEXMARK_13(100_000, false),
  /** Nexmark 14: the same in sessions. */
  NEXMARK_14(100_000, true),
  /** Nexmark 15: events fanned out, for portability. */
  NEXMARK_15(100_000, false),
  /** Nexmark 16: events that change workers. */
  NEXMARK_16(100_000, true);

  private final long elements;
  private final boolean shuffles;

  Query(long elements, boolean shuffles) {
    this.elements = elements;
    this.shuffles = shuffles;
  }

  /** How many elements its sources have at scale 1. */
  public long elements() {
    return elements;
  }

  /** Whether elements must meet others of their key, or change workers. */
  public boolean shuffles() {
    return shuffles;
  }

  /** Whether elements are grouped on the way, be it to the view of a side input. */
  public boolean groups() {
    return shuffles || this == SIDE_INPUT || this == NEXMARK_13;
  }

  /** Those whose speed is compared, and the empty one before them. */
  public static List<Query> ofThroughput() {
    return Arrays.stream(values()).filter(query -> query.compareTo(UNBOUNDED) <= 0).toList();
  }

  /** Those of Beam's Nexmark; loops have no answer to them. */
  public static List<Query> ofNexmark() {
    return Arrays.stream(values()).filter(Query::isNexmark).toList();
  }

  /** Whether it is one of Beam's Nexmark. */
  public boolean isNexmark() {
    return compareTo(NEXMARK_0) >= 0;
  }

  /**
   * Whether all engines must give the same. Else what they give depends on when they fire, which
   * triggers that count elements, and windows of processing time, leave to them.
   */
  public boolean isDeterministic() {
    return this != NEXMARK_6 && this != NEXMARK_12;
  }

  /** How many different keys its elements have when there are {@code elements}; at least one. */
  public long keys(long elements) {
    return switch (this) {
      case GROUP_MANY_KEYS, GROUP_TEN_MILLION_KEYS -> Math.max(1, elements / 2);
      case CO_GROUP -> Math.max(1, elements / 10);
      case SIDE_INPUT -> Math.max(1, Math.min(100_000, elements / 20));
      case STATEFUL -> 1_000;
      default -> 100;
    };
  }

  /** Its name in reports and on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The query with a label.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Query labelled(String label) {
    for (Query query : values()) {
      if (query.label().equals(label)) {
        return query;
      }
    }
    throw new IllegalArgumentException("no query is named " + label);
  }
}
