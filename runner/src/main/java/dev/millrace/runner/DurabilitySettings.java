/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import dev.millrace.execution.embedded.checkpoint.Restarts;
import dev.millrace.execution.embedded.checkpoint.RestoreMode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the options of a pipeline say of its checkpoints.
 *
 * @param directory where they go; null to take none
 * @param everyMillis how often one is taken
 * @param kept how many are kept
 * @param restore what becomes of those that are there
 * @param update whether the job must go on from a checkpoint that is there
 * @param restoreFrom a savepoint to begin with, or null
 * @param maxRestarts how often in a row the job begins again when it fails
 * @param restartDelayMillis how long it waits before the first time
 * @param transformNameMapping new names of transforms by their old ones
 * @param allowNonRestoredState whether state may be left out whose transform is gone
 */
record DurabilitySettings(
    @Nullable Path directory,
    int everyMillis,
    int kept,
    RestoreMode restore,
    boolean update,
    @Nullable Path restoreFrom,
    int maxRestarts,
    int restartDelayMillis,
    Map<String, String> transformNameMapping,
    boolean allowNonRestoredState) {
  private static final int MAX_EVERY_MILLIS = (int) TimeUnit.DAYS.toMillis(1);
  private static final int MAX_DELAY_MILLIS = (int) TimeUnit.HOURS.toMillis(1);
  private static final int MAX_KEPT = 1_000;
  private static final int MAX_RESTARTS = 1_000_000;

  /** Reads {@code options}; {@code checks} takes note of what will not do. */
  static DurabilitySettings of(MillracePipelineOptions options, OptionChecks checks) {
    Path directory = directory(options.getCheckpointDirectory(), checks);
    return new DurabilitySettings(
        directory,
        checks.inRange(
            "checkpointEveryMillis", options.getCheckpointEveryMillis(), 1, MAX_EVERY_MILLIS),
        checks.inRange("checkpointsKept", options.getCheckpointsKept(), 1, MAX_KEPT),
        checks.oneOf("restore", options.getRestore(), RestoreMode.class),
        update(options, checks),
        savepoint(options.getRestoreFrom(), checks),
        maxRestarts(options.getMaxRestarts(), options.getCheckpointDirectory(), checks),
        checks.inRange("restartDelayMillis", options.getRestartDelayMillis(), 0, MAX_DELAY_MILLIS),
        names(options.getTransformNameMapping()),
        options.getAllowNonRestoredState());
  }

  private static @Nullable Path directory(@Nullable String name, OptionChecks checks) {
    Path path = path(name);
    if (name != null) {
      String obstacle = path == null ? "this is no path" : obstacle(path.toAbsolutePath());
      if (obstacle != null) {
        checks.refuse(
            "checkpointDirectory",
            name,
            "a directory that can be written to, or can be made, but " + obstacle);
      }
    }
    return path;
  }

  /** What keeps checkpoints from being written to {@code directory}, and what to do; or null. */
  private static @Nullable String obstacle(Path directory) {
    Path there = directory;
    // A link that leads nowhere is there too: no directory can be made in its place.
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS) && there.getParent() != null) {
      there = there.getParent();
    }
    if (!Files.isDirectory(there)) {
      return there + " is no directory: name another directory";
    }
    return Files.isWritable(there) && Files.isExecutable(there)
        ? null
        : "the user of this process may not write to " + there + ": permit it, or name another";
  }

  private static @Nullable Path savepoint(@Nullable String name, OptionChecks checks) {
    Path path = path(name);
    if (name != null && (path == null || !Files.isReadable(path))) {
      checks.refuse(
          "restoreFrom", name, "the directory of a savepoint, or the manifest of a checkpoint");
    }
    return path;
  }

  private static boolean update(MillracePipelineOptions options, OptionChecks checks) {
    if (!options.isUpdate()) {
      return false;
    }
    if (options.getCheckpointDirectory() == null) {
      checks.refuse(
          "update",
          true,
          "--checkpointDirectory beside it, with the checkpoints of the pipeline to be replaced");
    }
    if (RestoreMode.NEVER.name().equalsIgnoreCase(options.getRestore())) {
      checks.refuse("update", true, "no --restore=never beside it, by which that would be deleted");
    }
    if (options.getRestoreFrom() != null) {
      checks.refuse(
          "update", true, "no --restoreFrom beside it, as it goes on from --checkpointDirectory");
    }
    return true;
  }

  private static @Nullable Path path(@Nullable String name) {
    try {
      return name == null || name.isEmpty() ? null : Path.of(name);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private static int maxRestarts(int most, @Nullable String directory, OptionChecks checks) {
    if (most < Restarts.NO_LIMIT || most > MAX_RESTARTS) {
      checks.refuse(
          "maxRestarts",
          most,
          "a number from 0 to " + MAX_RESTARTS + ", or -1 for as often as it takes");
    } else if (most > 0 && directory == null) {
      checks.refuse(
          "maxRestarts",
          most,
          "--checkpointDirectory beside it, as a pipeline begins again from a checkpoint");
    }
    return most;
  }

  private static Map<String, String> names(@Nullable Map<String, String> mapping) {
    return mapping == null ? Map.of() : Map.copyOf(mapping);
  }
}
