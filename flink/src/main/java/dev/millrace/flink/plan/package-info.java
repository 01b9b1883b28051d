/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What of a stage graph Flink has to know, and what travels to it. */
package dev.millrace.flink.plan;
