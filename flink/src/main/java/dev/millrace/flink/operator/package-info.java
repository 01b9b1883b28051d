/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Stages as operators: the only package that uses what Flink keeps for itself. */
package dev.millrace.flink.operator;
