/** The queries written for Flink DataStream, as Flink's documentation would write them. */
package dev.millrace.benchmarks.flink;
