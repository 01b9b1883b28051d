/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Stages that read, as sources of Flink, and how splits are dealt out to their instances. */
package dev.millrace.flink.source;
