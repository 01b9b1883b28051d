/** The queries as plain Java loops: what the machine can do without any engine. */
package dev.millrace.benchmarks.loops;
