/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

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

  /** Puts {@code timer}, which has a key, into {@code sink}. */
  void capture(PendingTimer timer, StateSink sink) {
    Key key = requireNonNull(timer.key());
    sink.put(id, key.group(), entryKey(timer, key), value(timer));
  }

  /** Puts {@code timer}, which has no key, as of instance {@code instance} into {@code sink}. */
  void captureKeyless(PendingTimer timer, int instance, StateSink sink) {
    byte[] place = ByteBuffer.allocate(Integer.BYTES).putInt(instance).array();
    byte[] prefix = keys.prefix(prefix(timer), place);
    sink.put(id, StateId.UNGROUPED, EntryKeys.extended(prefix, name(timer)), value(timer));
  }

  /** Tells {@code sink} that {@code timer}, which has a key, is gone. */
  void remove(PendingTimer timer, StateSink sink) {
    Key key = requireNonNull(timer.key());
    sink.delete(id, key.group(), entryKey(timer, key));
  }

  private byte[] entryKey(PendingTimer timer, Key key) {
    return EntryKeys.extended(keys.prefix(prefix(timer), key), name(timer));
  }

  private byte[] prefix(PendingTimer timer) {
    if (!timer.namespace().equals(latest)) {
      latest = timer.namespace();
      latestPrefix = keys.prefix(timer.namespace());
    }
    return latestPrefix;
  }

  private byte[] name(PendingTimer timer) {
    return encodedNames.computeIfAbsent(timer.name(), CapturedTimers::encoded);
  }

  private static byte[] value(PendingTimer timer) {
    return ByteBuffer.allocate(3 * Long.BYTES)
        .putLong(timer.time())
        .putLong(timer.outputTime())
        .putLong(timer.sequence())
        .array();
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
