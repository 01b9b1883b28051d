/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateId;
import dev.millrace.execution.checkpoint.StateSink;
import dev.millrace.execution.checkpoint.keyed.EntryInput;
import dev.millrace.execution.checkpoint.keyed.EntryKeys;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the timers of a transform are written down. A timer is an entry in the group of its key. The
 * entry's key is the namespace, the key of the timer, and its name: the domain as in {@link
 * TimeDomain}, the family and the id. Its value is the time, the output time and the sequence.
 *
 * <p>A timer without a key is in no group; the number of the instance is in the place of the key.
 */
final class CapturedTimers {
  private static final String ID = "__millrace_timers";

  private final StateId id;
  private final EntryKeys keys;
  private final Map<ByteBuffer, TimerName> names = new HashMap<>();
  private final Map<TimerName, byte[]> encodedNames = new HashMap<>();

  // Timers of one window are mostly set one after the other.
  private @Nullable Namespace latest;
  private byte[] latestPrefix = {};

  CapturedTimers(String transform, KeySpace space) {
    this.id = new StateId(transform, ID);
    this.keys = new EntryKeys(transform, space);
  }

  /** Puts {@code timer}, which instance {@code instance} has, into {@code sink}. */
  void capture(PendingTimer timer, int instance, StateSink sink) {
    Key key = timer.key();
    if (key == null) {
      byte[] place = ByteBuffer.allocate(Integer.BYTES).putInt(instance).array();
      put(timer, StateId.UNGROUPED, keys.prefix(prefix(timer), place), sink);
    } else {
      put(timer, key.group(), keys.prefix(prefix(timer), key), sink);
    }
  }

  private byte[] prefix(PendingTimer timer) {
    if (!timer.namespace().equals(latest)) {
      latest = timer.namespace();
      latestPrefix = keys.prefix(timer.namespace());
    }
    return latestPrefix;
  }

  private void put(PendingTimer timer, int group, byte[] prefix, StateSink sink) {
    byte[] name = encodedNames.computeIfAbsent(timer.name(), CapturedTimers::encoded);
    byte[] value =
        ByteBuffer.allocate(3 * Long.BYTES)
            .putLong(timer.time())
            .putLong(timer.outputTime())
            .putLong(timer.sequence())
            .array();
    sink.put(id, group, EntryKeys.extended(prefix, name), value);
  }

  private static byte[] encoded(TimerName name) {
    byte[] family = name.family().getBytes(UTF_8);
    byte[] timerId = name.id().getBytes(UTF_8);
    return ByteBuffer.allocate(1 + Integer.BYTES + family.length + timerId.length)
        .put((byte) name.domain().ordinal())
        .putInt(family.length)
        .put(family)
        .put(timerId)
        .array();
  }

  private TimerName decoded(ByteBuffer bytes) {
    ByteBuffer in = bytes.duplicate();
    TimeDomain domain = TimeDomain.values()[in.get()];
    byte[] family = new byte[in.getInt()];
    in.get(family);
    byte[] timerId = new byte[in.remaining()];
    in.get(timerId);
    return new TimerName(
        id.transform(), new String(family, UTF_8), new String(timerId, UTF_8), domain);
  }

  /** Shows the timers that {@code from} has, of all instances those without a key. */
  void restore(RestoredState from, Restored timers) {
    from.forEachKeyed(
        id,
        (group, entryKey, value) -> {
          EntryInput in = new EntryInput(entryKey);
          Namespace namespace = keys.namespace(in);
          show(timers, keys.key(group, in), namespace, in, value);
        });
    from.forEachUngrouped(
        id,
        (group, entryKey, value) -> {
          EntryInput in = new EntryInput(entryKey);
          Namespace namespace = keys.namespace(in);
          in.readPart();
          show(timers, null, namespace, in, value);
        });
  }

  private void show(
      Restored timers, @Nullable Key key, Namespace namespace, EntryInput in, byte[] value) {
    TimerName name = names.computeIfAbsent(ByteBuffer.wrap(in.readPart()), this::decoded);
    ByteBuffer buffer = ByteBuffer.wrap(value);
    timers.timer(name, key, namespace, buffer.getLong(), buffer.getLong(), buffer.getLong());
  }

  /** Is shown timers. */
  @FunctionalInterface
  interface Restored {
    /** Called for a timer. */
    void timer(
        TimerName name,
        @Nullable Key key,
        Namespace namespace,
        long time,
        long outputTime,
        long sequence);
  }
}
