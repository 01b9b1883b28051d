/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** A job as those see it who look on: plain numbers and words, without threads. */
package dev.millrace.execution.observe;
