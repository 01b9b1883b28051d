/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/**
 * A stage as it runs within an operator or a source of Flink: the task of the embedded host, with
 * Flink's thread, exchanges and state around it. Sees nothing of Flink but what travels.
 */
package dev.millrace.flink.stage;
