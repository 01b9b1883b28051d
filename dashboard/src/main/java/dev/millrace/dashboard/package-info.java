/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Shows running pipelines, and why they wait, by a page and by HTTP. */
package dev.millrace.dashboard;
