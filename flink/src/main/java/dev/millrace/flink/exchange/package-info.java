/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What travels between stages, and how Flink writes it. */
package dev.millrace.flink.exchange;
