/** The queries, their data and the user's code in them, free of any engine. */
package dev.millrace.benchmarks.workload;
