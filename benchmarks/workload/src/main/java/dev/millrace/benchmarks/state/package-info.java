/** A job of large state, free of any engine. */
package dev.millrace.benchmarks.state;
