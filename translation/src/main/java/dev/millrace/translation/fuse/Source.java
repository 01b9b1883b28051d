/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.translation.fuse;

/**
 * A collection where it is produced.
 *
 * @param stage the stage that produces it
 * @param collection the collection as that stage names it
 */
record Source(int stage, int collection) {}
