/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Runners that suites choose by name: the engine in one thread, and the engine with crashes. */
package dev.millrace.testrunners;
