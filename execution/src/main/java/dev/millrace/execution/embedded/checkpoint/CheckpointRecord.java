/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.checkpoint;

import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what becomes of the checkpoints of a job, and tells the log of those that come to nothing.
 * Not thread-safe.
 */
final class CheckpointRecord {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointRecord.class);

  private final String job;
  private final CheckpointObserver observer;
  private long published;
  private long failed;
  private long failedInARow;
  private @Nullable CheckpointStatistics latest;
  private String failure = "";

  CheckpointRecord(String job, CheckpointObserver observer) {
    this.job = job;
    this.observer = observer;
  }

  void published(CheckpointStatistics statistics) {
    if (failedInARow > 0) {
      LOG.info(
          "Checkpoint {} of {} has been published, after {} that came to nothing",
          statistics.checkpoint(),
          job,
          failedInARow);
    }
    published++;
    failedInARow = 0;
    latest = statistics;
    observer.published(statistics);
  }

  void failed(long checkpoint, Throwable why) {
    failed++;
    failedInARow++;
    observer.failed(checkpoint, why);
    failure = "checkpoint " + checkpoint + ": " + why;
    if (failedInARow == 1) {
      LOG.warn("Checkpoint {} of {} has come to nothing", checkpoint, job, why);
    } else {
      // The same each time, as a rule.
      LOG.warn(
          "Checkpoint {} of {} has come to nothing, like {} before it in a row: {}",
          checkpoint,
          job,
          failedInARow - 1,
          why.toString());
    }
  }

  CheckpointCounts counts() {
    return new CheckpointCounts(published, failed, latest);
  }

  String report() {
    String counts = "  checkpoints: " + published + " published, " + failed + " failed\n";
    String failing =
        failedInARow == 0
            ? ""
            : "    "
                + failedInARow
                + " in a row have come to nothing, the latest "
                + failure
                + "\n";
    return counts + failing + (latest == null ? "" : describe(latest));
  }

  private static String describe(CheckpointStatistics latest) {
    return "    the latest, "
        + latest.checkpoint()
        + ", took "
        + millis(latest.totalNanos())
        + " ms, "
        + millis(latest.takingNanos())
        + " until all tasks had passed it, for "
        + latest.size().bytesWritten()
        + " bytes written, of "
        + latest.size().segments()
        + " segments"
        + longest(latest, ", longest alignment ", CheckpointStatistics.OfTask::alignmentNanos)
        + longest(latest, ", longest pause ", CheckpointStatistics.OfTask::pauseNanos)
        + "\n";
  }

  private static String longest(
      CheckpointStatistics of, String what, ToLongFunction<CheckpointStatistics.OfTask> nanos) {
    return of.tasks().stream()
        .max(Comparator.comparingLong(nanos))
        .map(task -> what + millis(nanos.applyAsLong(task)) + " ms in " + task.task())
        .orElse("");
  }

  private static long millis(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos);
  }
}
