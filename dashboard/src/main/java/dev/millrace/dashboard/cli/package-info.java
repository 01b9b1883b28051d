/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The command line. */
package dev.millrace.dashboard.cli;
