/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.observe;

/**
 * Something that has happened to a job.
 *
 * @param millis when, in milliseconds since 1970
 * @param kind what: started, restored, failed, restarting, checkpoint failed, draining, cancelling,
 *     ended
 * @param text the same in words
 */
public record JobEvent(long millis, String kind, String text) {}
