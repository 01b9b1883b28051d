/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.cold.ColdStore;
import dev.millrace.execution.cold.ColdStores;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Where the rows of one instance go that have not been used lately, once those of the job take more
 * than their budget.
 *
 * <p>How much rows take is an estimate: {@value #ROW_BYTES} bytes for a row and its key, {@value
 * #CELL_BYTES} for a cell, and for each value what values of its table come to that have been
 * written or read lately. While rows stay, one is encoded every {@value #CHANGES_PER_SAMPLE}
 * changes to find that out.
 *
 * <p>Rows leave only when a table is asked for a cell by its key. So whoever works on a cell that
 * he has at hand does not lose it meanwhile.
 *
 * <p>Threading: used by its instance's thread alone.
 */
public final class ColdTier implements AutoCloseable {
  private static final int ROW_BYTES = 192;
  private static final int CELL_BYTES = 64;
  private static final int CHANGES_PER_SAMPLE = 64;
  private static final int FIRST_SAMPLES = 16;
  private static final int FEWEST_PLACES = 16;

  /** When room is made it is for more than the next row: one in so many leaves. */
  private static final int ONE_OF = 16;

  private final ColdStores stores;
  private final String name;
  private final RowBudget budget;
  private @Nullable ColdStore store;

  // Those with cells, in a circle. A row is given a second chance if it was used since the hand
  // last came by.
  private @Nullable ColdRow[] rows = new ColdRow[FEWEST_PLACES];
  private int size;
  private int hand;

  private long bytes;
  private long told;
  private boolean exceeded;
  private boolean joined;
  private long changesToSample;
  private int samples;
  private int tables;

  /** A tier without rows, whose store is made when the first row leaves. */
  ColdTier(ColdStores stores, String name, RowBudget budget) {
    this.stores = stores;
    this.name = name;
    this.budget = budget;
  }

  /** The number of a table, which its keys begin with. */
  int addTable() {
    return tables++;
  }

  /** The store; made now if there is none yet. */
  ColdStore store() {
    ColdStore present = store;
    if (present == null) {
      present = stores.open(name);
      store = present;
    }
    return present;
  }

  /** A cell of {@code row} holds something from now on. */
  void entered(ColdRow row) {
    if (row.place == ColdRow.NOWHERE) {
      if (size == rows.length) {
        rows = Arrays.copyOf(rows, 2 * size);
      }
      row.place = size;
      row.used = false;
      rows[size++] = row;
    }
    charge(row);
  }

  /** {@code row} has no cells any more, or is void. */
  void left(Row row) {
    ColdRow cold = (ColdRow) row;
    if (cold.place == ColdRow.NOWHERE) {
      return;
    }
    size--;
    ColdRow last = requireNonNull(rows[size]);
    rows[size] = null;
    if (last != cold) {
      rows[cold.place] = last;
      last.place = cold.place;
    }
    cold.place = ColdRow.NOWHERE;
    bytes -= cold.charged;
    cold.charged = 0;
    tellInSteps();
  }

  /** Counts {@code row} for what it takes now. */
  void charge(ColdRow row) {
    if (row.place == ColdRow.NOWHERE) {
      return;
    }
    long now = ROW_BYTES;
    for (HeapCell<?> cell = row.firstCell(); cell != null; cell = cell.nextInRow) {
      now += CELL_BYTES + cell.heapBytes();
    }
    bytes += now - row.charged;
    row.charged = now;
    tellInSteps();
  }

  private void tellInSteps() {
    if (Math.abs(bytes - told) >= budget.step()) {
      tell();
    }
  }

  private void tell() {
    if (!joined) {
      joined = true;
      budget.join();
    }
    exceeded = budget.take(bytes - told);
    told = bytes;
  }

  /** A cell of {@code row} is about to change. */
  void changed(ColdRow row) {
    if (--changesToSample < 0) {
      long encoded = sampled(row);
      if (encoded == 0) {
        // It has only just come.
        encoded = sampled(requireNonNull(rows[hand < size ? hand : 0]));
      }
      samples = Math.min(samples + 1, FIRST_SAMPLES);
      changesToSample =
          samples < FIRST_SAMPLES ? 0 : CHANGES_PER_SAMPLE + encoded / CHANGES_PER_SAMPLE;
    }
    charge(row);
  }

  private static long sampled(ColdRow row) {
    long encoded = 0;
    for (HeapCell<?> cell = row.firstCell(); cell != null; cell = cell.nextInRow) {
      encoded += cell.sampled();
    }
    return encoded;
  }

  /** Lets rows go to the store if there are more than may stay. */
  void makeRoom() {
    if (exceeded && bytes > budget.share()) {
      long enough = bytes - bytes / ONE_OF;
      for (int i = 2 * size; i > 0 && size > 0 && bytes > enough; i--) {
        if (hand >= size) {
          hand = 0;
        }
        ColdRow row = requireNonNull(rows[hand]);
        if (row.used || !evicted(row)) {
          row.used = false;
          hand++;
        }
      }
      tell();
    }
  }

  private boolean evicted(ColdRow row) {
    for (HeapCell<?> cell = row.firstCell(); cell != null; cell = cell.nextInRow) {
      if (!cell.isWritten()) {
        return false;
      }
    }
    row.leaveCells();
    left(row);
    row.forget();
    row.bucket.table.removeIfEmpty(row);
    return true;
  }

  /** How many rows with cells are on the heap. */
  int size() {
    return size;
  }

  /** Lets go of the store. */
  @Override
  public void close() {
    if (joined) {
      joined = false;
      budget.take(-told);
      budget.leave();
      told = 0;
    }
    ColdStore present = store;
    if (present != null) {
      present.close();
    }
  }
}
