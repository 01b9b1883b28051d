/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What a store of state outside of the heap offers to hosts; found as a service. */
package dev.millrace.execution.cold;
