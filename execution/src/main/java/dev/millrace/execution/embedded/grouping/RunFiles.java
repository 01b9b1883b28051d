/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import static java.util.Objects.requireNonNull;

import dev.millrace.execution.embedded.grouping.spill.SpillFile;
import dev.millrace.execution.embedded.grouping.spill.Spilling;
import java.util.IdentityHashMap;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The files of the runs of one instance. Runs share a file until it is large, so that many small
 * ones do not need many files; a file goes when all its runs have gone, or, if values in it have
 * been lent, with the last of these. Not thread-safe.
 */
final class RunFiles {
  private static final long LARGE = 256L << 20;

  private static final class Use {
    private int runs;
    private boolean lent;
  }

  private final String transform;
  private final Spilling spilling;
  private final Map<SpillFile, Use> uses = new IdentityHashMap<>();
  private @Nullable SpillFile latest;

  RunFiles(String transform, Spilling spilling) {
    this.transform = transform;
    this.spilling = spilling;
  }

  /** The file for another run. */
  SpillFile forRun() {
    SpillFile file = latest;
    if (file == null || file.length() >= LARGE) {
      file = SpillFile.create(transform, spilling.directory());
      uses.put(file, new Use());
      latest = file;
    }
    use(file).runs++;
    return file;
  }

  private Use use(SpillFile file) {
    return requireNonNull(uses.get(file));
  }

  /** Tells that {@code file} is referred to from elsewhere. */
  void lend(SpillFile file) {
    use(file).lent = true;
  }

  /** Tells that {@code run} is not needed any more. */
  void drop(SortedRun run) {
    SpillFile file = run.start().file();
    Use use = use(file);
    use.runs--;
    if (use.runs == 0) {
      uses.remove(file);
      if (file == latest) {
        latest = null;
      }
      close(file, use);
    }
  }

  private static void close(SpillFile file, Use use) {
    if (!use.lent) {
      file.close();
    }
  }

  /** Lets go of all files. */
  void close() {
    uses.forEach(RunFiles::close);
    uses.clear();
    latest = null;
  }
}
