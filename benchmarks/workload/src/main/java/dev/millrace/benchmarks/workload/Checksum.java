package dev.millrace.benchmarks.workload;

/**
 * What a sink has received, in whatever order.
 *
 * @param elements how many elements
 * @param sum the sum of their hashes
 */
public record Checksum(long elements, long sum) {}
