/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What has changed since the last barrier, and how that is captured little by little. */
package dev.millrace.execution.embedded.changes;
