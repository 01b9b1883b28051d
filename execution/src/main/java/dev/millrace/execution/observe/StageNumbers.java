/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The numbers of a stage: of all its instances together, and of each. They are as of the last turn
 * that each has taken; those of different instances are not of the very same moment. Numbers of
 * elements, bundles and nanoseconds begin at 0 when the job begins again.
 *
 * @param id the stage's number
 * @param name its name
 * @param activity WAITING, IDLE, WORKING or DONE
 * @param elementsIn the elements that arrived from other stages or were read from sources
 * @param elementsOut the elements that were emitted to other stages
 * @param bundles the bundles that were finished
 * @param inputWatermark the least of the instances, in milliseconds
 * @param outputWatermark the least of the instances, in milliseconds
 * @param fractionDone how much of its own input it has read, from 0 to 1; null if that is not known
 * @param tasks its instances
 */
public record StageNumbers(
    int id,
    String name,
    String activity,
    long elementsIn,
    long elementsOut,
    long bundles,
    long inputWatermark,
    long outputWatermark,
    @Nullable Double fractionDone,
    List<TaskNumbers> tasks) {
  public StageNumbers {
    tasks = List.copyOf(tasks);
  }

  /**
   * The numbers of an instance.
   *
   * @param instance the instance, from 0
   * @param activity what it does: "not begun", "rests", "runs", "waits for room", "done"…
   * @param elementsIn see {@link StageNumbers#elementsIn}
   * @param elementsOut see {@link StageNumbers#elementsOut}
   * @param bundles see {@link StageNumbers#bundles}
   * @param busyNanos how long it has been in turns, waiting for room included
   * @param blockedNanos how long it has waited for room in channels to others
   * @param aliveNanos how long the attempt has run that it belongs to
   * @param inputWatermark in milliseconds
   * @param outputWatermark in milliseconds
   * @param holds the earliest hold of state and timers, in milliseconds
   * @param ownWork the hold of its own unfinished work, in milliseconds
   * @param timers how many timers are pending
   * @param elementsWaiting how many elements wait for side inputs
   * @param chunksWaiting how many chunks of elements are before it
   * @param producersBlocked how many instances wait for room in its channels
   */
  public record TaskNumbers(
      int instance,
      String activity,
      long elementsIn,
      long elementsOut,
      long bundles,
      long busyNanos,
      long blockedNanos,
      long aliveNanos,
      long inputWatermark,
      long outputWatermark,
      long holds,
      long ownWork,
      int timers,
      long elementsWaiting,
      int chunksWaiting,
      int producersBlocked) {}
}
