/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What starts the JVM with the pipeline, kills it, starts it again, and compares the results. */
package dev.millrace.durability.kill;
