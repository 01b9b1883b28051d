/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.flink.plan;

import java.io.Serializable;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How the stages of a job are to run.
 *
 * @param job the name of the job
 * @param bundleElements the most elements and timers in a bundle
 * @param bundleMillis the longest time a bundle is open
 * @param sourceIdleMillis how long a source must have had nothing before it stops holding the
 *     watermarks of others back; 0 for never
 * @param takesCheckpoints whether Flink takes checkpoints of the job
 * @param testTime names the time of a job with test streams; null if there are none
 */
public record StageSettings(
    String job,
    int bundleElements,
    long bundleMillis,
    long sourceIdleMillis,
    boolean takesCheckpoints,
    @Nullable String testTime)
    implements Serializable {}
