/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

/** What the sources hold: each element is a function of its index, so any split can be read. */
public final class Data {
  /** The length of fixed and sliding windows. */
  public static final long WINDOW_MILLIS = 60_000;

  /** How often a sliding window begins. */
  public static final long PERIOD_MILLIS = 5_000;

  /** How long a key is silent before its session ends. */
  public static final long GAP_MILLIS = 30_000;

  /** What {@link Query#GREP} looks for. */
  public static final String NEEDLE = "weather";

  private static final int LINES = 4_096;
  private static final int VOCABULARY = 20_000;
  private static final int WORDS_PER_LINE = 12;
  private static final long BURST_MILLIS = 10_000;
  private static final long BURST_KEYS = 100;
  private static final long BURSTS = 10;

  private static final String[] TOPICS = {
    "weather",
    "maps",
    "lyrics",
    "news",
    "recipes",
    "tickets",
    "used cars",
    "flights",
    "games",
    "horoscope",
    "hotels",
    "jobs",
    "mortgage",
    "movies",
    "pictures",
    "schools"
  };
  private static final String[] LOG = new String[LINES];
  private static final String[] WORDS = new String[VOCABULARY];

  static {
    for (int i = 0; i < LINES; i++) {
      LOG[i] = makeLogLine(i);
    }
    for (int i = 0; i < VOCABULARY; i++) {
      WORDS[i] = makeWord(i);
    }
  }

  private Data() {}

  /**
   * A line of a search log: user, query, time, rank and address, with tabs between. There are 4,096
   * different ones, made beforehand, so that making them is no part of what is measured.
   */
  public static String logLine(long index) {
    return LOG[(int) (Hash.mix(index) & (LINES - 1))];
  }

  /** A line of twelve words, a few of which are frequent. A new string at every call. */
  public static String textLine(long index) {
    StringBuilder line = new StringBuilder(96);
    long seed = Hash.mix(index);
    for (int i = 0; i < WORDS_PER_LINE; i++) {
      seed = Hash.mix(seed + i);
      // The square of a uniform number prefers small ones.
      long uniform = seed & 0xFFFF;
      line.append(WORDS[(int) ((((uniform * uniform) >>> 16) * VOCABULARY) >>> 16)]).append(' ');
    }
    line.setLength(line.length() - 1);
    return line.toString();
  }

  /** The key of an element, one of {@code keys}. */
  public static long key(long index, long keys) {
    return Long.remainderUnsigned(Hash.mix(index), keys);
  }

  /** The key of an element when keys are active by turns, for ten seconds of every hundred. */
  public static long burstKey(long index) {
    return index / BURST_MILLIS % BURSTS * BURST_KEYS + key(index, BURST_KEYS);
  }

  /** The value of an element: below a thousand. */
  public static long value(long index) {
    return index % 1_000;
  }

  /** When an element happened, in milliseconds since 1970: one each millisecond. */
  public static long millis(long index) {
    return index;
  }

  /** The weight that {@link Query#SIDE_INPUT} looks up for a key. */
  public static long weight(long key) {
    return key * 7 + 3;
  }

  private static String makeLogLine(int number) {
    long seed = Hash.mix(number + 1L);
    String topic = TOPICS[(int) (seed & 15)];
    String query = topic + " " + makeWord((int) (seed >>> 8 & 0x3FFF));
    return (100_000 + (seed >>> 24 & 0xFFFF))
        + "\t"
        + query
        + "\t2006-03-"
        + (10 + number % 20)
        + " 07:17:12\t"
        + (number % 10)
        + "\thttp://www."
        + topic.replace(" ", "")
        + number
        + ".example";
  }

  private static String makeWord(int number) {
    StringBuilder word = new StringBuilder();
    long seed = Hash.mix(~(long) number);
    for (int length = 3 + (int) (seed & 7); length > 0; length--) {
      seed = Hash.mix(seed);
      word.append((char) ('a' + Long.remainderUnsigned(seed, 26)));
    }
    return word.toString();
  }
}
