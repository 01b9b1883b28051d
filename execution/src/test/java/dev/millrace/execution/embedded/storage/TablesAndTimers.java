/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.millrace.execution.checkpoint.RestoredState;
import dev.millrace.execution.checkpoint.StateImage;
import dev.millrace.execution.embedded.changes.ChangeLog;
import dev.millrace.execution.embedded.changes.Slice;
import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.host.Cell;
import dev.millrace.execution.host.Key;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.Namespace;
import dev.millrace.execution.host.Table;
import dev.millrace.execution.host.TimerFiring;
import dev.millrace.execution.host.TimerQueue;
import dev.millrace.execution.keying.Keyer;
import dev.millrace.execution.watermark.Holds;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.state.TimeDomain;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A table of each kind and the timers of one transform, which may begin again from what was. */
final class TablesAndTimers implements AutoCloseable {
  /** How many cells of a kind are kept, and how much that was read. */
  static final int SLOTS = 6;

  /** How many kinds of tables there are. */
  static final int TABLES = 5;

  private static final KeySpace KEYS = TableKinds.STRINGS.space();
  private static final Coder<String> NULLABLE = NullableCoder.of(StringUtf8Coder.of());
  private static final Coder<String> SALTED = NullableCoder.of(new TableKinds.SaltedCoder());

  private final boolean tracked;
  private final Supplier<@Nullable ColdTier> tiers;
  private StateImage written = new StateImage();
  private @Nullable ColdTier tier;
  private @Nullable ChangeLog log;

  HeapKeyedState state;
  HeapTimers timers;
  Holds holds;
  TimerQueue queue;
  Kept<Cell.Value<String>> values;
  Kept<Cell.Bag<String>> bags;
  Kept<Cell.Map<String, String>> maps;
  Kept<Cell.Multimap<String, String>> multimaps;
  Kept<Cell.OrderedList<String>> lists;

  /** What was read, and may be read again. */
  final List<Iterable<?>> read = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param tracked whether changes are, for checkpoints
   * @param tiers gives each attempt a tier of its own, or null
   */
  TablesAndTimers(boolean tracked, Supplier<@Nullable ColdTier> tiers) {
    this.tracked = tracked;
    this.tiers = tiers;
    begin(new StateImage());
  }

  /** Goes on with what {@code image} has. */
  void begin(StateImage image) {
    close();
    written = image;
    tier = tiers.get();
    log = tracked ? new ChangeLog() : null;
    RestoredState restored = RestoredState.of(image, 0, 1, Keyer.KEY_GROUPS);
    InstanceRows rows = new InstanceRows(tier);
    state = new HeapKeyedState("transform", KEYS, Budgets.ample(), restored, rows, log);
    holds = new Holds();
    timers = new HeapTimers(holds, restored, rows, log);
    queue = timers.queue("transform", KEYS);
    values = new Kept<>(state.values("value", SALTED));
    bags = new Kept<>(state.bags("bag", SALTED));
    maps = new Kept<>(state.maps("map", NULLABLE, SALTED));
    multimaps = new Kept<>(state.multimaps("multimap", NULLABLE, SALTED));
    lists = new Kept<>(state.orderedLists("list", SALTED));
    read.clear();
    read.addAll(Collections.nCopies(SLOTS, List.of()));
  }

  int rowsOnHeap() {
    return tier == null ? 0 : tier.size();
  }

  Kept<?> kept(int table) {
    return List.of(values, bags, maps, multimaps, lists).get(table);
  }

  void barrier() {
    if (log != null) {
      completed();
      log.freeze();
      timers.captureKeyless(0, log.captured());
    }
  }

  void captureSome() {
    if (log != null && log.isCapturing()) {
      log.capture(Slice.ofSteps(1));
    }
  }

  /** All that there was at the last barrier. */
  StateImage completed() {
    if (log != null && log.isCapturing()) {
      assertTrue(log.capture(Slice.whole()));
      StateImage before = written;
      written = new StateImage();
      before.writeDelta(written);
      StateImage delta = log.complete();
      delta.writeDelta(written);
      delta.copyUngrouped(written);
    }
    return written;
  }

  /** Takes all timers of {@code domain} that are due at {@code now}, in their order. */
  List<TimerFiring> fired(TimeDomain domain, long now) {
    List<TimerFiring> fired = new ArrayList<>();
    for (TimerFiring next; (next = RestoringTimers.poll(timers, domain, now)) != null; ) {
      fired.add(next);
    }
    return fired;
  }

  @Override
  public void close() {
    if (state != null) {
      state.close();
    }
    if (tier != null) {
      tier.close();
    }
  }

  /** A table, and cells of it that someone has kept. */
  static final class Kept<C extends Cell> {
    final Table<C> table;
    private final List<@Nullable C> slots = new ArrayList<>(Collections.nCopies(SLOTS, null));

    Kept(Table<C> table) {
      this.table = table;
    }

    /**
     * A cell.
     *
     * @param again whether that of the slot is used, if there is one
     * @param keep whether it is kept there if not
     */
    C pick(Key key, Namespace namespace, int slot, boolean again, boolean keep) {
      C kept = slots.get(slot);
      if (again && kept != null) {
        return kept;
      }
      C cell = table.cell(key, namespace);
      if (keep) {
        slots.set(slot, cell);
      }
      return cell;
    }
  }
}
