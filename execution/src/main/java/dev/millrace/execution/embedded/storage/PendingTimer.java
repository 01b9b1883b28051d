/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.changes.Tracked;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.TimerFiring;
import org.apache.beam.sdk.state.TimeDomain;
import org.apache.beam.sdk.values.CausedByDrain;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A timer that is set: identified by its name and its row, whatever its time. */
final class PendingTimer extends Tracked {
  private final TimerName name;
  final Row row;
  private long time;
  private long outputTime;
  private long sequence;

  /** Where the timer is in its {@link TimerHeap}. Only the heap reads and writes it. */
  int position;

  /** The next timer of the same {@link Row}, which alone reads and writes it. */
  @Nullable PendingTimer nextInRow;

  private boolean ended;

  /** A timer that is yet to be {@link #set}. */
  PendingTimer(TimerName name, Row row) {
    this.name = name;
    this.row = row;
  }

  /** Sets the timer, or sets it again. */
  void set(long newTime, long newOutputTime, long newSequence) {
    time = newTime;
    outputTime = newOutputTime;
    sequence = newSequence;
  }

  /** To be called before it is set, where changes are tracked. */
  void changes(ChangeLog log) {
    change(log);
  }

  /** It is as a checkpoint has it. */
  void restored() {
    setStored(true);
  }

  /** It is not pending any more; whether a checkpoint has it. */
  boolean end(ChangeLog log) {
    thaw(log);
    ended = true;
    return isStored();
  }

  @Override
  protected boolean capture(Slice slice) {
    if (!ended) {
      requireNonNull(row.bucket.table.timerChanges).capture(this);
      setStored(true);
    }
    return true;
  }

  @Override
  protected boolean isVoid() {
    return ended;
  }

  /** Whether the timer is set to just this. */
  boolean isSetTo(long otherTime, long otherOutputTime) {
    return time == otherTime && outputTime == otherOutputTime;
  }

  /** Whether it is one of event time that holds the output watermark until it fires. */
  boolean holdsItsTime() {
    return time == outputTime && name.domain() == TimeDomain.EVENT_TIME;
  }

  @Nullable Key key() {
    return row.key;
  }

  TimerName name() {
    return name;
  }

  Namespace namespace() {
    return row.bucket.namespace;
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
        key(),
        namespace(),
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
