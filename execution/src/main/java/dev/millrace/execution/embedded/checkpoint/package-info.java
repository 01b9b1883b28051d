/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The checkpoints of a job: when they are taken, and what becomes of them. */
package dev.millrace.execution.embedded.checkpoint;
