/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Runs pipelines on Apache Flink: the runner, its options and its result. */
package dev.millrace.flink;
