/** The job of large state on Millrace. */
package dev.millrace.benchmarks.millrace;
