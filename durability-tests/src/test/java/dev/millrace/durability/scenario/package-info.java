/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** The pipelines that are killed, and what they read. */
package dev.millrace.durability.scenario;
