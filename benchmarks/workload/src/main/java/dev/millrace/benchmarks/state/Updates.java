/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.state;

import dev.millrace.benchmarks.workload.Hash;
import java.io.Serializable;

/**
 * Updates of values by key: of every key once, which fills the state, and then, without end, of
 * some of the keys in rounds, scattered. They come in two lanes, each with keys of its own, so that
 * the updates of a key have an order; how often a key has come with an update is thus known, and
 * whoever counts in state can tell whether any was lost or came twice.
 *
 * <p>An update is a number: its index in its lane, and its lane.
 */
public final class Updates implements Serializable {
  private static final long serialVersionUID = 1L;

  /** How many lanes there are. */
  public static final int LANES = 2;

  /** About how many bytes of key and value there are to a key. */
  public static final int BYTES_PER_KEY = 8 + UpdatedValue.BYTES;

  /** More than are ever come to. */
  private static final long ENDLESS = 1L << 40;

  private final long laneKeys;
  private final long laneChanged;
  private final long step;
  private final double lanePerNano;

  /**
   * Updates of a number of keys.
   *
   * @param keys how many there are; rounded to a multiple of the lanes, as is {@code changed}
   * @param changed how many of them are updated again and again
   * @param perSecond how many updates are due in a second once the state is filled; 0 if they come
   *     as fast as they are taken
   */
  public Updates(long keys, long changed, long perSecond) {
    this.laneKeys = Math.max(1, keys / LANES);
    this.laneChanged = Math.min(laneKeys, Math.max(1, changed / LANES));
    this.step = coprime(laneChanged);
    this.lanePerNano = perSecond / 1e9 / LANES;
  }

  private static long coprime(long modulus) {
    long candidate = Math.max(1, Math.round(modulus * 0.618));
    while (gcd(candidate, modulus) != 1) {
      candidate++;
    }
    return candidate;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** How many keys there are. */
  public long keys() {
    return laneKeys * LANES;
  }

  /** How many of them are updated once the state is filled. */
  public long changed() {
    return laneChanged * LANES;
  }

  /** How many updates a lane has. */
  public long perLane() {
    return ENDLESS;
  }

  /** The update at an index of a lane. */
  public long update(int lane, long index) {
    return index * LANES + lane;
  }

  /** The key of an update. */
  public long key(long update) {
    long index = update / LANES;
    long number;
    if (index < laneKeys) {
      number = index;
    } else {
      long round = (index - laneKeys) / laneChanged;
      number = ((index - laneKeys) % laneChanged * step + round) % laneChanged;
    }
    return Hash.mix(number * LANES + update % LANES);
  }

  /** How often the key of an update has come when it comes. */
  public long times(long update) {
    long index = update / LANES;
    return index < laneKeys ? 1 : 2 + (index - laneKeys) / laneChanged;
  }

  /** Whether updates of a filled state have times at which they are due. */
  public boolean isPaced() {
    return lanePerNano > 0;
  }

  /** Whether the update at an index has a time at which it is due. */
  boolean isPaced(long index) {
    return index >= laneKeys && lanePerNano > 0;
  }

  /** How long after another of its lane an update is due. */
  long nanosBetween(long index, long other) {
    return (long) ((other - index) / lanePerNano);
  }
}
