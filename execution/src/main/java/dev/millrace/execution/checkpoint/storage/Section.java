/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage;

/**
 * Operations of a segment that stand in a row, all on one state and group.
 *
 * @param block where the block begins in the file
 * @param offset where in the contents of the block the first operation begins
 * @param operations how many there are
 */
record Section(long block, int offset, long operations) {}
