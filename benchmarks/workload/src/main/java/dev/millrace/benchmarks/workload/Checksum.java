/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.benchmarks.workload;

/**
 * What a sink has received, in whatever order.
 *
 * @param elements how many elements
 * @param sum the sum of their hashes
 */
public record Checksum(long elements, long sum) {}
