/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.storage;

import dev.millrace.execution.embedded.grouping.spill.Budgets;
import dev.millrace.execution.host.KeySpace;
import dev.millrace.execution.host.KeyedState;
import dev.millrace.execution.host.contract.CellContract;
import dev.millrace.execution.host.contract.GroupsContract;
import dev.millrace.execution.host.contract.KeyedStateContract;
import dev.millrace.execution.host.contract.TableContract;
import java.nio.file.Path;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.windowing.IntervalWindow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** What holds for keyed state holds as well if it is written down and restored all the time. */
class RestoredKeyedStateTest {
  private static final KeySpace KEYS =
      new KeySpace(StringUtf8Coder.of(), IntervalWindow.getCoder());
  private static final KeySpace NULLABLE_KEYS =
      new KeySpace(NullableCoder.of(StringUtf8Coder.of()), IntervalWindow.getCoder());

  private final RestoringState one = new RestoringState(KEYS, Budgets.ample(), 1, 1);
  private final RestoringState several = new RestoringState(KEYS, Budgets.ample(), 1, 1, 3, 2, 7);
  private final RestoringState groups =
      new RestoringState(NULLABLE_KEYS, Budgets.ample(), 1, 1, 3, 2, 7);

  @AfterEach
  void close() {
    one.close();
    several.close();
    groups.close();
  }

  @Nested
  class Declarations extends KeyedStateContract {
    @Override
    protected KeyedState state() {
      return several;
    }
  }

  @Nested
  class Tables extends TableContract {
    @Override
    protected KeyedState state() {
      return one;
    }
  }

  @Nested
  class TablesOfSeveralInstances extends TableContract {
    @Override
    protected KeyedState state() {
      return several;
    }
  }

  @Nested
  class Cells extends CellContract {
    @Override
    protected KeyedState state() {
      return one;
    }
  }

  @Nested
  class CellsOfSeveralInstances extends CellContract {
    @Override
    protected KeyedState state() {
      return several;
    }
  }

  @Nested
  class GroupsInMemory extends GroupsContract {
    @Override
    protected KeyedState state() {
      return groups;
    }
  }

  @Nested
  class GroupsOnFile extends GroupsContract {
    @TempDir private Path directory;
    private RestoringState onFile;

    @Override
    protected KeyedState state() {
      if (onFile == null) {
        onFile = new RestoringState(NULLABLE_KEYS, Budgets.of(0, directory), 50, 1, 3, 2, 7);
      }
      return onFile;
    }

    @AfterEach
    void closeFiles() {
      onFile.close();
    }
  }
}
