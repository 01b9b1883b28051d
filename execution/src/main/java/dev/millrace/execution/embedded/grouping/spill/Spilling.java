/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping.spill;

import dev.millrace.execution.embedded.channel.StopSignal;
import java.nio.file.Path;

/**
 * What a job lends to tables that may have to spill.
 *
 * @param memory how much they may hold in memory
 * @param directory where the files go
 * @param stop ends long work on files
 */
public record Spilling(MemoryBudget memory, Path directory, StopSignal stop) {}
