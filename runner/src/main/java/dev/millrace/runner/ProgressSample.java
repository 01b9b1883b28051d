/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.runner;

import java.time.Instant;
import java.util.List;

/**
 * How far a job has come at one moment.
 *
 * @param time the moment
 * @param elementsIn how many elements have come into the job from its sources
 * @param elementsOut how many elements have reached the stages that no other stage follows
 * @param watermarkMillis the earliest output watermark of a stage that is not done
 * @param runningStages the names of the stages that are not done
 * @param stages how many stages there are
 * @param fractionDone how much of the input has been read, from 0 to 1; NaN if sources cannot tell
 */
record ProgressSample(
    Instant time,
    long elementsIn,
    long elementsOut,
    long watermarkMillis,
    List<String> runningStages,
    int stages,
    double fractionDone) {
  ProgressSample {
    runningStages = List.copyOf(runningStages);
  }
}
