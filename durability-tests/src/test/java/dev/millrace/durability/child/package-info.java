/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** What runs in the JVM that is killed: the program, and what it leaves on disk for the test. */
package dev.millrace.durability.child;
