/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

/**
 * A checkpoint that cannot be used.
 *
 * @param reason which file, where, and what was expected
 */
public record RejectedCheckpoint(long id, String reason) {}
