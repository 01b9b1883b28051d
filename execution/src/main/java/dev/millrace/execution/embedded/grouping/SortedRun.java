/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.embedded.grouping;

import dev.millrace.execution.embedded.grouping.spill.Position;

/**
 * Groups on file, sorted by the hash and then the encoded form of the keys.
 *
 * <p>An entry is the hash, the length of the key, the key, and the values in chunks, each of which
 * is how many values it has, negative if another chunk follows, how many bytes they take, and the
 * values.
 *
 * @param start where the first entry is
 * @param entries how many entries there are
 * @param merges how often the values have been merged from other runs
 */
record SortedRun(Position start, long entries, int merges) {}
