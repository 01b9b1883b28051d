/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What any store outside of the heap must do, as tests that a module with one extends. */
package dev.millrace.execution.cold.contract;
