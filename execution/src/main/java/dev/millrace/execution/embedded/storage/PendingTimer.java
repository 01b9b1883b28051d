/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import java.util.Objects;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A timer that is set: identified by name, key and namespace, whatever its time. */
final class PendingTimer {
  private final TimerName name;
  private final @Nullable Key key;
  private final Namespace namespace;
  private final int hash;
  private long time;
  private long outputTime;
  private long sequence;

  /** Where the timer is in its {@link TimerHeap}. Only the heap reads and writes it. */
  int position;

  /** The next timer in the same slot of its {@link TimerTable}, which alone reads and writes it. */
  @Nullable PendingTimer next;

  /** Its neighbours among {@link TimersByNamespace}, who alone read and write them. */
  @Nullable PendingTimer nextInNamespace;

  @Nullable PendingTimer previousInNamespace;

  /**
   * A timer that is yet to be {@link #set}.
   *
   * @param hash of its identity, by {@link TimerName#hash}
   */
  PendingTimer(TimerName name, @Nullable Key key, Namespace namespace, int hash) {
    this.name = name;
    this.key = key;
    this.namespace = namespace;
    this.hash = hash;
  }

  /** Sets the timer, or sets it again. */
  void set(long newTime, long newOutputTime, long newSequence) {
    time = newTime;
    outputTime = newOutputTime;
    sequence = newSequence;
  }

  /** Whether the timer is set to just this. */
  boolean isSetTo(long otherTime, long otherOutputTime) {
    return time == otherTime && outputTime == otherOutputTime;
  }

  /** Whether this is the timer of that identity. */
  boolean is(TimerName otherName, @Nullable Key otherKey, Namespace otherNamespace, int otherHash) {
    return hash == otherHash
        && name.equals(otherName)
        && Objects.equals(key, otherKey)
        && namespace.equals(otherNamespace);
  }

  @Nullable Key key() {
    return key;
  }

  int hash() {
    return hash;
  }

  TimerName name() {
    return name;
  }

  Namespace namespace() {
    return namespace;
  }

  long time() {
    return time;
  }

  long outputTime() {
    return outputTime;
  }

  /** Says which of several timers of equal time fires first: the one with the lower number. */
  long sequence() {
    return sequence;
  }

  TimerFiring firing() {
    return new TimerFiring(
        name.transform(),
        key,
        namespace,
        name.family(),
        name.id(),
        name.domain(),
        time,
        outputTime,
        CausedByDrain.NORMAL);
  }

  /** Whether this fires before {@code other}: by time, then in the order of setting. */
  boolean precedes(PendingTimer other) {
    return time != other.time ? time < other.time : sequence < other.sequence;
  }
}
